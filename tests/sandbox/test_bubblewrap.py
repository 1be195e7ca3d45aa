"""A sandbox has in it what it is described by and nothing else of the host; another description, another sandbox."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from proctor.sandbox import bubblewrap
from proctor.sandbox.bubblewrap import Contents
from tests.sandbox.attempts import needs
from tests.sandbox.inside import BARE, ENVIRONMENT, ROOM, UID, tried_inside, with_python

pytestmark = needs("bubblewrap")
MIB = 1 << 20


@pytest.fixture
def host() -> Iterator[Path]:
    """A folder of the host with a folder to read, one to write and one that is none of its business."""
    with tempfile.TemporaryDirectory(prefix="sandbox-", dir="/var/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        for name in ("read", "write", "other"):
            (root / name).mkdir()
            (root / name / "file").write_text(name)
            if UID is not None:
                os.chown(root / name, UID, UID)
                os.chown(root / name / "file", UID, UID)
        yield root


def using(path: str) -> dict[str, str]:
    return {
        f"{what} {path}": statement.format(at=path)
        for what, statement in {
            "read": "open('{at}/file').close()",
            "write": "open('{at}/file', 'a').close()",
            "make": "open('{at}/new', 'w').close()",
        }.items()
    }


def done(said: dict[str, str]) -> set[str]:
    return {name for name, word in said.items() if word == "done"}


def test_a_folder_can_be_used_as_it_was_put_there(host: Path) -> None:
    contents = replace(BARE, read_only={"/in/read": host / "read"}, writable={"/in/write": host / "write"})
    outside = using(str(host / "other")) | using(str(host / "write"))
    said = tried_inside(contents, using("/in/read") | using("/in/write") | outside)
    assert done(said) == {"read /in/read", *using("/in/write")}
    assert said["write /in/read"] == "EROFS"
    assert {said[name] for name in outside} == {"ENOENT"}
    assert (host / "write" / "new").exists()
    other = tried_inside(replace(BARE, writable={"/in/read": host / "read"}), using("/in/read") | using("/in/write"))
    assert done(other) == set(using("/in/read"))


def test_of_the_host_there_is_nothing_that_says_who_uses_it(host: Path) -> None:
    private = ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/machine-id", "/home", "/root/.ssh", "/var", "/run")
    said = tried_inside(BARE, {path: f"os.stat({path!r})" for path in private})
    assert said == dict.fromkeys(private, "ENOENT")


def test_nothing_can_be_changed_but_what_was_given() -> None:
    folders = ("/", "/usr", "/etc", "/dev", "/opt", "/opt/proctor", "/opt/proctor/proctor", sys.prefix, "/proc", "/bin")
    said = tried_inside(BARE, {folder: f"open({folder + '/new'!r}, 'w').close()" for folder in (*folders, ROOM)})
    assert done(said) == {ROOM}


def test_files_can_be_made_of_text_and_run() -> None:
    contents = replace(BARE, made={"/in/words": "some words", "/in/program": "#!/bin/sh\nexit 3\n"})
    said = tried_inside(
        contents,
        {
            "read": "open('/in/words').read() == 'some words' or os.stat('')",
            "run": "subprocess.run(['/in/program']).returncode == 3 or os.stat('')",
            "write": "open('/in/words', 'a').close()",
            "run words": "subprocess.run(['/in/words'])",
        },
    )
    assert said == {"read": "done", "run": "done", "write": said["write"], "run words": "EACCES"}
    assert said["write"] in {"EROFS", "EACCES"}


@pytest.mark.parametrize("size", [1 * MIB, 3 * MIB])
def test_memory_has_its_size(size: int) -> None:
    fill = "file = os.open('/room/file', os.O_CREAT | os.O_RDWR); os.posix_fallocate(file, 0, {}); os.close(file)"
    said = tried_inside(
        replace(BARE, memory={"/room": size}), {"fits": fill.format(size), "does not": fill.format(size + MIB)}
    )
    assert said == {"fits": "done", "does not": "ENOSPC"}


def test_the_network_is_there_only_where_it_is_described() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect = {"host": f"socket.create_connection({listener.getsockname()!r}, timeout=5).close()"}
        names = {"only itself": "[name for _, name in socket.if_nameindex()] == ['lo'] or os.stat('')"}
        assert tried_inside(BARE, connect | names) == {"host": "ECONNREFUSED", "only itself": "done"}
        assert tried_inside(replace(BARE, network=True), connect) == {"host": "done"}


def test_abstract_sockets_of_the_host_are_on_another_network() -> None:
    name = f"\0sandbox-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
        listener.listen()
        said = tried_inside(BARE, {"host": f"socket.socket(socket.AF_UNIX).connect({name!r})"})
    assert said == {"host": "ECONNREFUSED"}


def test_only_its_own_processes_exist() -> None:
    said = tried_inside(
        BARE,
        {
            "few": "len([name for name in os.listdir('/proc') if name.isdigit()]) < 5 or os.stat('')",
            "host": f"os.kill({os.getpid()}, 0)",
            "low": "os.getpid() < 20 or os.stat('')",
        },
    )
    assert said == {"few": "done", "host": "ESRCH", "low": "done"}


def test_no_path_of_the_host_is_in_the_command_line_of_its_first_process(host: Path) -> None:
    contents = replace(BARE, read_only={"/in": host / "read"}, made={"/words": str(host)})
    said = tried_inside(contents, {"told": "open('/words').read() in open('/proc/1/cmdline').read() and os.stat('')"})
    assert said == {"told": "done"}


def test_name_folder_and_environment_are_those_described() -> None:
    contents = replace(BARE, folder=ROOM)
    said = tried_inside(
        contents,
        {
            "name": "socket.gethostname() == 'workspace' or os.stat('')",
            "folder": f"os.getcwd() == {ROOM!r} or os.stat('')",
            "environment": f"set(os.environ) - {set(ENVIRONMENT)!r} <= {{'PWD', 'LC_CTYPE'}} or os.stat('')",
        },
    )
    assert said == dict.fromkeys(said, "done")


def test_a_descriptor_goes_in_only_where_it_is_handed_in() -> None:
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)  # noqa: FBT003 - its own signature
    os.write(writing, b"words")
    try:
        asked = {"given": f"os.read({reading}, 5) == b'words' or os.stat('')", "kept": f"os.fstat({writing})"}
        said = tried_inside(BARE, asked, descriptors=[reading])
    finally:
        os.close(reading)
        os.close(writing)
    assert said == {"given": "done", "kept": "EBADF"}


def test_it_keeps_no_terminal_unless_it_is_for_one() -> None:
    begun = {"own session": "os.getsid(0) != 0 or os.stat('')"}
    assert tried_inside(BARE, begun) == {"own session": "done"}
    assert tried_inside(replace(BARE, terminal=True), begun) == {"own session": "ENOENT"}


def test_it_ends_with_the_thread_that_started_it() -> None:
    started: list[subprocess.Popen[bytes]] = []
    contents = with_python(BARE)

    def start() -> None:
        started.append(
            bubblewrap.start(contents, ["/bin/sh", "-c", "echo up; sleep 600"], ENVIRONMENT, stdout=subprocess.PIPE)
        )
        assert started[0].stdout is not None
        started[0].stdout.readline()

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    (process,) = started
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.read() == b"", "what it started lived on"
    assert process.wait(timeout=20) != 0


def test_a_program_that_is_not_there_is_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "_PROGRAM", "no-bubblewrap")
    assert bubblewrap.program() is None
    with pytest.raises(OSError, match="no-bubblewrap"):
        bubblewrap.start(Contents(), ["/bin/true"], {})
