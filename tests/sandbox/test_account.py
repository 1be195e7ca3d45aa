"""Becoming nobody: no rights, no groups, no way back, for the own account and for a spare one."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.sandbox import account
from tests.sandbox.attempts import tried

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: capabilities exist on Linux only")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: only root can become somebody else")
UID = account.spare_uid("test")
OTHER = account.spare_uid("another test")
NO_RIGHTS = {
    f"{name} is 0": f"int(status[{name!r}], 16) == 0 or os.open('', 0)"
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
}
STATUS = "status = dict(line.split(':', 1) for line in open('/proc/self/status')); "


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that every account can pass through."""
    with tempfile.TemporaryDirectory(prefix="account-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@settings(database=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_purpose_has_one_account_of_its_own(purpose: str, other: str) -> None:
    uid = account.spare_uid(purpose)
    assert account.FIRST_SPARE_UID <= uid < 1 << 31
    assert uid == account.spare_uid(purpose)
    assert purpose == other or uid != account.spare_uid(other)


def become(uid: int | None) -> str:
    return f"account.become({uid}); {STATUS}"


@pytest.mark.parametrize("uid", [None, pytest.param(UID, marks=AS_ROOT), pytest.param(OTHER, marks=AS_ROOT)])
def test_no_right_is_left(uid: int | None) -> None:
    left = dict(NO_RIGHTS)
    if os.geteuid() != 0:
        del left["CapBnd is 0"]  # who has no rights cannot narrow what programs could give; nothing new is gained below
    left["nothing new is gained"] = "int(status['NoNewPrivs']) == 1 or os.open('', 0)"
    assert tried(become(uid), left) == dict.fromkeys(left, "done")


@pytest.mark.parametrize("uid", [None, pytest.param(UID, marks=AS_ROOT)])
def test_there_is_no_way_to_become_anybody_else(uid: int | None) -> None:
    back = {
        "root": "os.setresuid(0, 0, 0) or os.getuid() == 0 and os.setresuid(7, 7, 7)",
        "another": f"os.setresuid({OTHER}, {OTHER}, {OTHER})",
        "group": f"os.setresgid({OTHER}, {OTHER}, {OTHER})",
        "groups": "os.setgroups([0])",
        "again": f"account.become({OTHER})",
    }
    assert tried(become(uid), back) == dict.fromkeys(back, "EPERM")


@AS_ROOT
@pytest.mark.parametrize("uid", [UID, OTHER])
def test_it_is_nobody_in_no_other_group(uid: int) -> None:
    who = {
        "uid": f"os.getresuid() == ({uid},) * 3 or os.open('', 0)",
        "gid": f"os.getresgid() == ({uid},) * 3 or os.open('', 0)",
        "groups": f"set(os.getgroups()) <= {{{uid}}} or os.open('', 0)",
    }
    assert tried(become(uid), who) == dict.fromkeys(who, "done")


@AS_ROOT
def test_files_of_root_are_closed_to_it(passable: Path) -> None:
    own, roots = passable / "own", passable / "root's"
    for path in (own, roots):
        path.write_text("words")
        path.chmod(0o600)
    os.chown(own, UID, UID)
    reading = {"own": f"open({str(own)!r}).close()", "root's": f"open({str(roots)!r}).close()"}
    assert tried(become(UID), reading) == {"own": "done", "root's": "EACCES"}
    assert tried(become(OTHER), reading) == dict.fromkeys(reading, "EACCES")


@AS_ROOT
def test_a_program_that_gives_rights_gives_none(passable: Path) -> None:
    program = Path(shutil.copy("/usr/bin/id", passable / "id"))
    program.chmod(0o4755)
    asked = f"subprocess.run([{str(program)!r}, '-u'], capture_output=True, text=True, check=True).stdout.strip()"
    given_root = {"root": f"{asked} == '0' or os.open('', 0)"}
    assert tried(f"os.setresuid({UID}, {UID}, {UID})", given_root) == {"root": "done"}, (
        "the program gives no rights here"
    )
    assert tried(become(UID), given_root) == {"root": "ENOENT"}
