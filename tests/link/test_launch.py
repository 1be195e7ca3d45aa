"""Starting a host: found if it runs, started if not, and its last words when it cannot."""

import os
import socket
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.errors import ExitCode, HostUnreachable
from proctor.link import launch
from proctor.link.launch import answers, ensure_host
from proctor.link.places import fresh_places

LISTENS = """
import os, socket, sys
from pathlib import Path
here = Path({note!r})
with socket.socket(socket.AF_UNIX) as listening:
    listening.bind({socket!r})
    started = [os.getcwd(), *sys.argv[1:], os.environ["PYTHONPATH"], str(os.getsid(0)), str(os.getpid())]
    here.write_text("\\n".join(started))
    listening.listen()
    Path(sys.argv[3], "runtime").write_text({root!r})
    listening.settimeout(30)
    while True:
        with listening.accept()[0] as guest:
            if guest.recv(4) == b"stop":
                break
"""


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty session's folder, with a runtime folder of its own."""
    monkeypatch.setenv("PROCTOR_RUNTIME", str(tmp_path / "run"))
    folder = tmp_path / "s1"
    folder.mkdir()
    return folder


def instead_of_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Have `sys.executable` be a script."""
    program = tmp_path / "program"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.fixture
def listening_host(session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program that listens as a host does and notes how it was started; it is asked to stop at the end."""
    note = tmp_path / "note"
    places = fresh_places(session)
    script = LISTENS.format(note=str(note), socket=str(places.socket("candidate")), root=str(places.root))
    instead_of_python(monkeypatch, tmp_path, f"#!{sys.executable}\n{script}")
    yield note
    if answers(fresh_places(session).socket("candidate")):
        stop(session)


def stop(session: Path) -> None:
    """Ask the program to end, and wait until it lets go."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(fresh_places(session).socket("candidate")))
        asking.sendall(b"stop")
        assert asking.recv(1) == b""


def test_a_host_that_dies_at_once_is_reported_with_its_last_words(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_python(monkeypatch, tmp_path, "#!/bin/sh\necho first >&2\necho 'no space left' >&2\nexit 3\n")
    with pytest.raises(HostUnreachable, match="did not start: no space left") as caught:
        ensure_host(session)
    assert str(session / "host.log") in caught.value.hint
    assert caught.value.exit_code is ExitCode.UNREACHABLE
    assert (session / "host.log").read_text(encoding="utf-8") == "first\nno space left\n"


def test_the_words_of_an_earlier_host_are_not_taken_for_those_of_this_one(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (session / "host.log").write_text("long ago\n", encoding="utf-8")
    instead_of_python(monkeypatch, tmp_path, "#!/bin/sh\nkill -9 $$\n")
    with pytest.raises(HostUnreachable, match="it said nothing"):
        ensure_host(session)
    assert (session / "host.log").read_text(encoding="utf-8") == "long ago\n"


def test_a_host_that_never_listens_is_given_up(session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "_START_WAIT_S", 0.2)
    instead_of_python(monkeypatch, tmp_path, "#!/bin/sh\nexit 0\n")
    with pytest.raises(HostUnreachable, match="it said nothing"):
        ensure_host(session)


def test_a_host_is_started_on_its_own_and_from_anywhere(
    session: Path, tmp_path: Path, listening_host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROCTOR_RUNTIME", "run")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["lib", "/opt/lib"]))
    places = ensure_host(Path("s1"))
    assert places == fresh_places(session)
    assert stat.S_IMODE(places.root.stat().st_mode) == 0o700
    folder, *arguments, found_in, leader, pid = listening_host.read_text(encoding="utf-8").splitlines()
    assert folder == "/"
    assert arguments == ["-m", "proctor.host", str(session)]
    assert found_in == os.pathsep.join([str(tmp_path / "lib"), "/opt/lib", str(Path(__file__).resolve().parents[2])])
    assert leader == pid


def test_a_host_that_ends_leaves_the_process_table_while_its_starter_lives(
    session: Path, listening_host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "")
    ensure_host(session)
    pid = int(listening_host.read_text(encoding="utf-8").splitlines()[-1])
    stop(session)
    deadline_s = time.monotonic() + 10
    while _exists(pid):
        assert time.monotonic() < deadline_s, "it stays as a zombie"
        time.sleep(0.005)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_host_that_runs_is_not_started_again(
    session: Path, tmp_path: Path, listening_host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "")
    places = ensure_host(session)
    instead_of_python(monkeypatch, tmp_path, "#!/bin/sh\nexit 1\n")
    assert ensure_host(session) == places


def test_an_absent_socket_a_file_and_a_socket_that_nobody_serves_do_not_answer(tmp_path: Path) -> None:
    assert not answers(tmp_path / "absent")
    (tmp_path / "file").touch()
    assert not answers(tmp_path / "file")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        assert not answers(tmp_path / "s")
        listening.listen()
        assert answers(tmp_path / "s")
    assert not answers(tmp_path / "s")
