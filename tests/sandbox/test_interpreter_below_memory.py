"""A Python that lies where a sandbox has memory of its own, such as below `/tmp`."""

import sys
from pathlib import Path

import pytest

from proctor.checks.engine.wipe import empty, mounted_below
from proctor.sandbox import abilities, account, bubblewrap
from proctor.sandbox.interpreter import interpreter_paths

SANDBOX = abilities.sandbox()


@pytest.mark.skipif(not SANDBOX.works, reason=f"NOT TESTED: {SANDBOX.why_not}")
def test_what_is_shown_below_its_own_memory_can_be_reached(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "word").write_text("here")
    (tmp_path / "inner").chmod(0o755)
    spare = account.spare_uid("test")
    uid = ["--uid", str(spare)] if account.can_become(spare) else []
    inside = "/spare/deep/below/it"
    contents = bubblewrap.Contents(
        read_only={inside: tmp_path / "inner", **interpreter_paths()}, memory={"/spare": 1 << 20}
    )
    command = [sys.executable, "-m", "proctor.sandbox.enter", *uid, "--", "/bin/cat", f"{inside}/word"]
    process = bubblewrap.start(contents, command, {"PYTHONPATH": "/opt/proctor", "PATH": "/usr/bin"}, stdout=-1)
    said, _ = process.communicate(timeout=20)
    assert said == b"here"


def test_emptying_a_folder_keeps_what_is_mounted_in_it_and_nothing_on_the_way(tmp_path: Path) -> None:
    kept = tmp_path / "way" / "there"
    kept.mkdir(parents=True)
    (kept / "program").write_text("1")
    (tmp_path / "way" / "left").write_text("2")
    (tmp_path / "other").mkdir()
    empty(tmp_path, {kept})
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "way",
        "way/there",
        "way/there/program",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_mounts_below_a_folder_are_known() -> None:
    assert Path("/proc") in mounted_below(Path("/"))
    assert not mounted_below(Path("/proc/self"))
