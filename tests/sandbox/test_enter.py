"""The first program in a sandbox: what it leaves to the one that it turns into."""

import os
import signal

import pytest

from tests.sandbox.attempts import FORK, needs
from tests.sandbox.inside import BARE, ROOM, UID, tried_inside

pytestmark = needs("bubblewrap")
MIB = 1 << 20
STATUS = "status = dict(line.split(':', 1) for line in open('/proc/self/status'))"


def is_so(**claims: str) -> dict[str, str]:
    return {name: f"{claim} or os.stat('')" for name, claim in claims.items()}


def test_nobody_with_no_rights_is_left() -> None:
    uid = os.getuid() if UID is None else UID
    said = tried_inside(
        BARE,
        is_so(
            uid=f"os.getresuid() == ({uid},) * 3",
            permitted="int(status['CapPrm'], 16) == 0",
            effective="int(status['CapEff'], 16) == 0",
            bounding="int(status['CapBnd'], 16) == 0",
            nothing_new="int(status['NoNewPrivs']) == 1",
        ),
        first=STATUS,
    )
    assert said == dict.fromkeys(said, "done")


def test_what_bubblewrap_may_do_its_programs_may_not() -> None:
    mounting = {
        "mount": "kernel.mount_again('/', 'rw', 0)",
        "unmount": "kernel.call('umount2', ctypes.c_char_p(b'/proc'), 0)",
        "become root": "os.setresuid(0, 0, 0) or os.getuid() and os.stat('')",
        "name": "socket.sethostname('other')",
    }
    assert set(tried_inside(BARE, mounting).values()) <= {"EPERM", "EINVAL"}


@pytest.mark.skipif(UID is None, reason="NOT TESTED: only root keeps the right to bound the number of files")
@pytest.mark.parametrize("size", [MIB, 2 * MIB])
def test_memory_is_bounded_in_bytes_and_in_files(size: int) -> None:
    said = tried_inside(
        BARE,
        {
            "fits": f"file = os.open('/tmp/file', os.O_CREAT | os.O_RDWR); os.posix_fallocate(file, 0, {size})",
            "does not": f"os.posix_fallocate(file, 0, {size + MIB})",
            "remove": "os.close(file); os.remove('/tmp/file')",
            "many": "[os.close(os.open(f'/tmp/{number}', os.O_CREAT)) for number in range(30_000)]",
            "fewer than": "len(os.listdir('/tmp')) <= 20_000 or os.stat('')",
        },
        "--memory",
        f"{ROOM}:{size}",
    )
    assert said == {"fits": "done", "does not": "ENOSPC", "remove": "done", "many": "ENOSPC", "fewer than": "done"}


SHELL = {
    "fork": FORK,
    "unix": "socket.socket(socket.AF_UNIX).close()",
    "inet": "socket.socket(socket.AF_INET).close()",
    "namespace": "kernel.call('unshare', 0)",
    **is_so(
        filtered="int(status['Seccomp']) == 2",
        umask="os.umask(0) == 0o022",
        core="resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)",
        processes="0 < resource.getrlimit(resource.RLIMIT_NPROC)[1] <= 2048",
        files="resource.getrlimit(resource.RLIMIT_FSIZE)[1] <= 4 << 30",
        goes_first="int(open('/proc/self/oom_score_adj').read()) >= 500",
    ),
}


@needs("seccomp")
def test_a_shell_gets_its_limits_and_its_filter() -> None:
    said = tried_inside(BARE, SHELL, "--shell", first=STATUS)
    assert {name for name, word in said.items() if word != "done"} == {"inet", "namespace"}
    assert said["inet"] == said["namespace"] == "EPERM"


def test_what_is_no_shell_has_no_filter_yet() -> None:
    said = tried_inside(BARE, {name: SHELL[name] for name in ("inet", "filtered")}, first=STATUS)
    assert said == {"inet": "done", "filtered": "ENOENT"}


@needs("seccomp")
def test_what_started_a_shell_cannot_make_it_deaf() -> None:
    """A host sets some signals aside before it turns into a sandbox, and programs that are started inherit that."""
    deaf = ("/bin/sh", "-c", "trap '' INT QUIT; exec \"$@\"", "sh")
    at = {number.name: f"int(status['SigIgn'], 16) >> {number - 1} & 1" for number in (signal.SIGINT, signal.SIGQUIT)}
    heard = {name: f"{ignored} == 0 or os.stat('')" for name, ignored in at.items()}
    assert tried_inside(BARE, heard, first=STATUS, before=deaf) == dict.fromkeys(heard, "ENOENT")
    assert tried_inside(BARE, heard, "--shell", first=STATUS, before=deaf) == dict.fromkeys(heard, "done")
