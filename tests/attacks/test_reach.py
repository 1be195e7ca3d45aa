"""What stands on the host beside a run and must be out of its reach: listeners, files, sockets of other people."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from proctor.session.verdicts import Verdict
from tests.attacks.arena import Arena
from tests.attacks.attack import HELD, Attack, looking

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets, /proc and sandboxes are Linux's")

CONNECTS = """
import socket
for family, address in {places!r}:
    try:
        one = socket.socket(family)
        one.settimeout(0.5)
        one.connect(address)
        found.append(address)
    except OSError:
        pass
"""
READS = """
for path in {paths!r}:
    if tried(os.listdir, path) or tried(os.readlink, path):
        found.append(path)
    file = tried(open, path, "rb")
    if file is not None:
        found.append((path, file.read(40)))
    file = tried(open, path, "ab")
    if file is not None:
        found.append((path, "to write"))
"""


@contextmanager
def listeners(folder: Path) -> Iterator[list[tuple[int, object]]]:
    """A TCP socket, an abstract one and one with a path, all open to whoever reaches them."""
    with ExitStack() as stack:
        places: list[tuple[int, object]] = []
        path = folder / "interviewer"
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", 0)),
            (socket.AF_UNIX, f"\0attack-{os.getpid()}"),
            (socket.AF_UNIX, str(path)),
        ):
            one = stack.enter_context(socket.socket(family))
            one.bind(address)
            one.listen()
            bound = one.getsockname()
            places.append((int(family), bound.decode() if isinstance(bound, bytes) else bound))
        path.chmod(0o666)
        yield places


def looks(body: str) -> Attack:
    return Attack(None, "reach", looking(body), frozenset({Verdict.ERROR}), reports=True, needs=2, check_s=5.0)


def reaches_nothing(arena: Arena, body: str) -> None:
    seen = arena.fight(looks(body))
    assert (seen.verdict, seen.said) == (Verdict.ERROR, f"RuntimeError: {HELD}")


@pytest.fixture(params=["sealed", "fenced"])
def either(request: pytest.FixtureRequest) -> Arena:
    """An engine at the best level, and one behind the kernel's rules alone."""
    arena: Arena = request.getfixturevalue("arena" if request.param == "sealed" else "fenced")
    return arena


@pytest.mark.slow
def test_no_listener_of_the_host_is_reached(either: Arena, short: Path) -> None:
    with listeners(short) as places:
        reaches_nothing(either, CONNECTS.format(places=places))


@pytest.mark.slow
def test_no_file_of_another_session_is_reached(either: Arena, short: Path) -> None:
    """Readable for everybody by its mode, so that nothing but the confinement keeps it."""
    other = short / "sessions" / "other"
    other.mkdir(parents=True)
    for folder in (short, short / "sessions", other):
        folder.chmod(0o777)
    secret = other / "private.jsonl"
    secret.write_text("what the interviewer noted")
    secret.chmod(0o666)
    reaches_nothing(either, READS.format(paths=[str(secret), str(other), str(either.engine.address)]))
    assert secret.read_text() == "what the interviewer noted"


@pytest.mark.slow
def test_files_of_exercises_and_of_this_checkout_are_not_reached(either: Arena) -> None:
    checkout = Path(__file__).resolve().parents[2]
    private = sorted((checkout / "exercises").rglob("private/**/*.py"))
    assert private
    reaches_nothing(
        either, READS.format(paths=[str(path) for path in (*private[:5], checkout / "README.md", __file__)])
    )


@pytest.mark.slow
def test_the_same_programs_find_what_is_open(opened: Arena, short: Path) -> None:
    """With limits only (level 1) they reach it all, so they would say so above too."""
    with listeners(short) as places:
        found = opened.fight_open(looks(CONNECTS.format(places=places)))
    assert found.count("attack-") == 1
    assert "127.0.0.1" in found
    assert "interviewer" in found
    assert "README.md" in opened.fight_open(
        looks(READS.format(paths=[str(Path(__file__).resolve().parents[2] / "README.md")]))
    )
