"""What lies outside of the rules cannot be reached, what lies inside works, and other rules give another result."""

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from proctor.sandbox import landlock
from tests.sandbox.attempts import CHECKOUT, needs, tried

pytestmark = needs("Landlock")
BASE = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", sys.base_prefix, sys.prefix, str(CHECKOUT / "proctor"))
SCOPED = landlock.abi() >= landlock.SCOPES_SINCE


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("open", "work", "closed"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text("words")
        (tmp_path / folder / "other").write_text("more words")
    (tmp_path / "work" / "link").symlink_to(tmp_path / "closed" / "file")
    return tmp_path


def rules(readable: tuple[Path, ...], writable: tuple[Path, ...] = (), more: str = "") -> str:
    shown = (*BASE, *map(str, readable))
    return f"landlock.confine({shown!r}, {tuple(map(str, writable))!r}{more})"


def attempts(tree: Path) -> dict[str, str]:
    return {
        f"{what} {folder}": statement.format(at=tree / folder)
        for folder in ("open", "work", "closed")
        for what, statement in {
            "read": "open('{at}/file').close()",
            "list": "os.listdir('{at}')",
            "write": "open('{at}/file', 'a').close()",
            "empty": "os.truncate('{at}/other', 0)",
            "make": "open('{at}/new', 'w').close()",
            "folder": "os.mkdir('{at}/folder')",
            "remove": "os.remove('{at}/new' if os.path.exists('{at}/new') else '{at}/other')",
        }.items()
    }


def done(said: dict[str, str]) -> set[str]:
    return {name for name, word in said.items() if word == "done"}


READING = {"read", "list"}
WRITING = {*READING, "write", "empty", "make", "folder", "remove"}


def test_files_can_be_used_as_the_rules_say(tree: Path) -> None:
    said = tried(rules((tree / "open",), (tree / "work",)), attempts(tree))
    assert done(said) == {*(f"{what} open" for what in READING), *(f"{what} work" for what in WRITING)}
    assert set(said.values()) == {"done", "EACCES"}
    assert (tree / "closed" / "other").read_text() == "more words"


def test_other_rules_have_another_result(tree: Path) -> None:
    said = tried(rules((tree / "closed" / "file",), (tree / "open",)), attempts(tree))
    assert done(said) == {"read closed", *(f"{what} open" for what in WRITING)}


def test_rules_that_come_later_only_take_away(tree: Path) -> None:
    wide, narrow = rules((), (tree,)), rules((tree / "open",))
    for first in (f"{wide}; {narrow}", f"{narrow}; {wide}"):
        assert done(tried(first, attempts(tree))) == {"read open", "list open"}


def test_no_way_around_leads_to_what_is_closed(tree: Path) -> None:
    work, closed = tree / "work", tree / "closed"
    around = {
        "by a link": f"open('{work}/link').close()",
        "by a link of its own": f"os.symlink('{closed}/file', '{work}/mine'); open('{work}/mine').close()",
        "by a second name": f"os.link('{closed}/file', '{work}/name')",
        "by moving": f"os.rename('{closed}/file', '{work}/moved')",
        "by dots": f"open('{work}/../closed/file').close()",
        "by a folder": f"os.open('{closed}', os.O_RDONLY | os.O_DIRECTORY)",
        "by /proc": f"open('/proc/self/root{closed}/file').close()",
        "by another program": f"os.open('', 0) if subprocess.run(['/bin/cat', '{closed}/file'], capture_output=True)"
        ".returncode == 0 else os.open('/proc/1/status', 0)",
    }
    said = tried(rules((), (work,)), around)
    assert done(said) == set()
    assert set(said.values()) <= {"EACCES", "EXDEV"}


def test_what_was_opened_before_stays_open(tree: Path) -> None:
    first = f"held = os.open('{tree}/closed/file', os.O_RDONLY); {rules(())}"
    assert tried(first, {"read": "os.read(held, 5)"}) == {"read": "done"}


def test_a_path_that_is_not_there_is_left_out(tree: Path) -> None:
    assert done(tried(rules((tree / "none", tree / "open"), (tree / "neither",)), attempts(tree))) == {
        "read open",
        "list open",
    }


@contextmanager
def listener(family: int, address: object) -> Iterator[socket.socket]:
    with socket.socket(family) as found:
        found.bind(address)  # type: ignore[arg-type]  # the address has the family's own form
        found.listen()
        yield found


@pytest.mark.skipif(landlock.abi() < 4, reason="NOT TESTED: rules about TCP came with Linux 6.7")
@pytest.mark.parametrize(("tcp", "word"), [(False, "EACCES"), (True, "done")])
def test_tcp_is_there_only_where_it_is_allowed(tcp: bool, word: str) -> None:
    with listener(socket.AF_INET, ("127.0.0.1", 0)) as found:
        connect = {"connect": f"socket.create_connection({found.getsockname()!r}).close()"}
        bind = {"bind": "socket.socket().bind(('127.0.0.1', 0))"}
        assert tried(rules((), more=f", tcp={tcp}"), connect | bind) == {"connect": word, "bind": word}


@pytest.mark.skipif(not SCOPED, reason="NOT TESTED: signals stay among the confined since Linux 6.12")
def test_signals_and_abstract_sockets_stay_among_the_confined() -> None:
    name = f"\0landlock-{os.getpid()}"
    inner = "socket.socket(socket.AF_UNIX)"
    with listener(socket.AF_UNIX, name):
        said = tried(
            rules(()),
            {
                "parent": "os.kill(os.getppid(), 0)",
                "itself": "os.kill(os.getpid(), 0)",
                "child": "child = os.fork() or signal.pause(); os.kill(child, 9); os.waitpid(child, 0)",
                "outside": f"{inner}.connect({name!r})",
                "inside": f"own = {inner}; own.bind({name + 'x'!r}); own.listen(); {inner}.connect({name + 'x'!r})",
            },
        )
    assert said == {"parent": "EPERM", "itself": "done", "child": "done", "outside": "EPERM", "inside": "done"}


@pytest.mark.skipif(landlock.abi() < 5, reason="NOT TESTED: control calls on devices are ruled since Linux 6.10")
@pytest.mark.parametrize(("devices", "word"), [(False, "EACCES"), (True, "done")])
def test_devices_are_controlled_only_where_it_is_allowed(devices: bool, word: str) -> None:
    entropy = 0x80045200
    control = {"control": f"fcntl.ioctl(os.open('/dev/urandom', os.O_RDONLY), {entropy}, bytes(4))"}
    assert tried(rules((Path("/dev"),), more=f", devices={devices}"), control) == {"control": word}


def test_without_landlock_nothing_is_pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    with pytest.raises(OSError, match="no Landlock") as refused:
        landlock.confine((), ())
    assert refused.value.errno == errno.ENOSYS
