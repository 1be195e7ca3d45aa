"""One client's lane: events are never left out, the picture may be, and a whole one follows."""

import asyncio
from typing import Any

import pytest

from proctor.host.allowance import BURST, Allowance
from proctor.host.guest import BACKLOG_BYTES, PICTURE_BACKLOG_BYTES, Guest
from proctor.link import messages as m


class SlowPipe:
    """A connection whose other end reads only when told to."""

    def __init__(self) -> None:
        self.unsent: list[bytes] = []
        self.received: list[bytes] = []
        self.aborted = False
        self.transport = self
        self.wrote = asyncio.Event()

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.unsent))

    def write(self, text: bytes) -> None:
        self.unsent.append(text)
        self.wrote.set()

    def writelines(self, texts: Any) -> None:
        self.unsent.extend(texts)

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted

    def close(self) -> None:
        self.aborted = True

    def read_all(self) -> None:
        self.received += self.unsent
        self.unsent.clear()
        self.wrote.clear()


class Lines:
    """Tells nothing of a session; its picture is whatever the test says."""

    def __init__(self) -> None:
        self.picture = b"whole 1\n"

    def whole_picture(self) -> bytes:
        return self.picture


@pytest.fixture
def pipe() -> SlowPipe:
    return SlowPipe()


def viewer(pipe: SlowPipe, lines: Lines) -> Guest:
    async def perform(_guest: Guest, _do: str, _args: dict[str, Any]) -> dict[str, Any]:
        return {}

    guest = Guest("interviewer", pipe, lines, perform)  # type: ignore[arg-type]
    guest.hello = m.Hello(picture=True, from_seq=0)
    return guest


async def test_a_viewer_that_is_behind_gets_the_newest_whole_picture_once_it_has_read(pipe: SlowPipe) -> None:
    lines = Lines()
    guest = viewer(pipe, lines)
    guest.show(b"x" * (PICTURE_BACKLOG_BYTES + 1))
    for number in range(100):
        guest.show(b"row %d\n" % number)
    assert len(pipe.unsent) == 1, "nothing is piled up for it"
    lines.picture = b"whole 2\n"
    pipe.read_all()
    async with asyncio.timeout(5):
        await pipe.wrote.wait()
    assert pipe.unsent == [b"whole 2\n"]
    guest.show(b"row 101\n")
    assert pipe.unsent[-1] == b"row 101\n", "and then what changes, as before"
    guest.let_go()


async def test_events_are_never_left_out_and_a_stalled_viewer_is_let_go(pipe: SlowPipe) -> None:
    guest = viewer(pipe, Lines())
    guest.show(b"x" * (PICTURE_BACKLOG_BYTES + 1))
    guest.tell(b"event\n")
    assert pipe.unsent[-1] == b"event\n"
    guest.tell(b"e" * BACKLOG_BYTES)
    assert not pipe.aborted
    guest.tell(b"one too many\n")
    assert pipe.aborted
    guest.let_go()


async def test_who_is_no_interviewer_sees_no_picture(pipe: SlowPipe) -> None:
    guest = viewer(pipe, Lines())
    assert guest.sees_picture
    guest.role = "candidate"
    assert not guest.sees_picture
    guest.let_go()


def test_a_burst_is_allowed_and_a_flood_is_not() -> None:
    allowance = Allowance()
    assert all(allowance.takes_one() for _ in range(BURST))
    assert not all(allowance.takes_one() for _ in range(BURST))
