"""A disk without room: said as what it is, with what to do, and nothing that was there is lost."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.machine import CHECKOUT

EXAMPLE = CHECKOUT / "sessions" / "example" / "example.bundle"
ROOM_BYTES = 2 << 20
PROCTOR = f"{shlex.quote(sys.executable)} -m proctor"
FILL = "dd if=/dev/zero of=fill bs=512 2>/dev/null; sync"


def on_a_small_disk(place: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in `place`, which is a disk of its own for that long; skips where nobody may mount one."""
    own = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    disk = f"mount -t tmpfs -o size={ROOM_BYTES} none {shlex.quote(str(place))} && cd {shlex.quote(str(place))}"
    if subprocess.run([*own, disk], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here by whoever runs the tests")
    return subprocess.run([*own, f"{disk} && {script}"], capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture
def disk(own_place: Path) -> Path:
    own_place.mkdir()
    return own_place


@pytest.mark.parametrize("left_kb", [0, 40, 120, 240])
def test_a_file_that_finds_no_room_is_not_called_damaged(disk: Path, left_kb: int) -> None:
    """Wherever the room ends: before the first file, in the midst of git's, or of what lies beside."""
    script = f"{FILL}; truncate -s -{left_kb}K fill; {PROCTOR} import {EXAMPLE}; status=$?; ls -A; exit $status"
    said = on_a_small_disk(disk, script)
    assert said.returncode == 3
    assert "No space left on device" in said.stderr
    assert "damaged" not in said.stderr
    assert said.stdout.split() == ["fill"], "something half done stayed"


def test_what_cannot_be_written_leaves_what_is_there(disk: Path) -> None:
    """A draft, a report, an export, a deletion: each says so, and afterwards the session is as whole as before."""
    score = f"{PROCTOR} score --who Grace --criterion 1 --score 3 --cite submitted --note"
    script = f"""
        {PROCTOR} import {EXAMPLE} >&2 && {score} first >&2 || exit 1
        session=$(ls); {FILL}
        {score} "$(printf 'x%.0s' $(seq 5000))" && echo scored
        {PROCTOR} report $session -o report.html && echo reported
        {PROCTOR} export $session -o sent.bundle && echo exported
        {PROCTOR} purge $session --yes && echo purged
        ls -A . $session
        {PROCTOR} score $session --who Grace --show
    """
    said = on_a_small_disk(disk, script)
    assert said.returncode == 0, said.stderr
    assert not {"scored", "reported", "exported", "purged"} & set(said.stdout.split())
    assert said.stderr.count("No space left on device") == 4
    assert "make room for its receipt" in said.stderr
    assert "Traceback" not in said.stderr
    assert "purge-receipt.json" not in said.stdout
    assert "sent.bundle" not in said.stdout
    assert "  3  Correctness [submitted" in said.stdout
    assert "first" in said.stdout
