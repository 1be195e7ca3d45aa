"""The parts of the picture by themselves: rows, what changed, when to look, and what tmux's answers may not do."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.host.picture import frame
from proctor.host.picture.control import Control, ControlLostError
from proctor.host.picture.frame import Capture, Drawing, change
from proctor.host.picture.pace import RATE_HZ, Pace
from proctor.host.picture.pen import PLAIN, drawn
from proctor.session.screen import Screen


def rows(*raw: str) -> list[str]:
    return Drawing().rows(Capture(80, len(raw), None, tuple(row.encode() for row in raw)))


def test_each_row_begins_plain_and_says_its_own_colours() -> None:
    assert rows("\x1b[31mred", "still red\x1b[39m plain", "plain") == [
        "\x1b[0;31mred",
        "\x1b[0;31mstill red\x1b[0m plain",
        "plain",
    ]


def test_the_same_look_is_the_same_text_whatever_came_before() -> None:
    one = rows("\x1b[1m\x1b[31mx", "\x1b[0m\x1b[39mtext \x1b[44mblue")[1]
    other = rows("x", "text \x1b[44mblue")[1]
    assert one == other == "text \x1b[0;44mblue"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\x1b[5:3mover", "\x1b[0;53mover"),
        ("\x1b[4:3mcurl", "\x1b[0;4mcurl"),
        ("\x1b[38;2;1;2;3m\x1b[48;5;200mfull", "\x1b[0;38;2;1;2;3;48;5;200mfull"),
        ("\x1b[58;2;1;2;3m\x1b[4munder", "\x1b[0;4munder"),
        ("\x1b[1;2;31mb\x1b[22md", "\x1b[0;1;2;31mb\x1b[0;31md"),
        ("\x0elqk\x0f \x0ex", "┌─┐ │"),
        ("\x1b]8;id=1;http://x\x1b\\link\x1b]8;;\x1b\\ on", "link on"),
        ("a\x1b[2Jb\x07c\x9bd\u202ee", "abcde"),
        ("\x1b[38;5;999mx\x1b[38;2;1mx\x1b[1;77mx", "xx\x1b[0;1mx"),
        ("end   ", "end"),
        ("end \x1b[44m  ", "end \x1b[0;44m  "),
    ],
)
def test_only_colours_and_printable_text_are_left(raw: str, text: str) -> None:
    assert rows(raw) == [text]


@given(st.text(alphabet=st.sampled_from("ab \x1b[]m0;13458:2?\x07\x0e\x0f\\\u202e漢")))
def test_nothing_else_gets_through_and_a_second_reading_changes_nothing(raw: str) -> None:
    text, _ = drawn(raw, PLAIN)
    again, _ = drawn(text, PLAIN)
    assert again == text
    assert all(part[:1] == "[" for part in text.split("\x1b")[1:])
    assert not set(text) & set("\x07\x0e\x0f\u202e")


def test_what_changed_is_told_and_nothing_else() -> None:
    drawing = Drawing()

    def after(screen: Screen, *raw: str, cursor: tuple[int, int] | None = (0, 0), columns: int = 10) -> Any:
        capture = Capture(columns, len(raw), cursor, tuple(row.encode() for row in raw))
        return change(screen, capture, drawing.rows(capture), t_s=1.0, window="Editor")

    first = after(Screen(), "one", "", "three")
    assert first.whole
    assert first.rows == {0: "one", 2: "three"}
    screen = Screen().after(first)
    assert after(screen, "one", "", "three") is None
    assert after(screen, "one", "two", "three").rows == {1: "two"}
    assert after(screen, "one", "", "three", cursor=None).rows == {}
    assert after(screen, "one", "", "three", cursor=(10, 1)).cursor == (9, 1)
    assert after(screen, "one", "", "three", columns=11).whole


def test_no_picture_is_too_big_for_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "MOST_CHARACTERS", 100)
    assert rows("\x1b[31m" + "x" * 70, "y" * 70) == ["x" * 70, "y" * 30]


def test_a_change_is_looked_at_at_once_and_a_burst_twenty_times_a_second() -> None:
    pace = Pace()
    assert pace.wait_s(0.0) is None
    looks = 0
    for step in range(1000):
        now_s = 10.0 + step / 1000
        if step % 10 == 0:
            pace.heard(1, now_s)
        if pace.wait_s(now_s) == 0:
            assert looks or step == 0
            pace.looked(now_s)
            looks += 1
    assert RATE_HZ <= looks <= RATE_HZ + 3


def test_a_flood_is_looked_at_by_the_clock_and_then_listened_to_again() -> None:
    pace = Pace()
    for step in range(60):
        pace.heard(1, step / 1000)
    assert pace.flooded
    times = [0.06]
    while pace.flooded:
        times.append(times[-1] + (pace.wait_s(times[-1]) or 0.0))
        pace.looked(times[-1])
    assert 3 <= len(times) <= 10
    assert pace.wait_s(times[-1]) is not None


class Tmux:
    """Stands in for the process: says what a test says, and hears nothing."""

    def __init__(self) -> None:
        self.stdout = asyncio.StreamReader()
        self.stdin = self

    def write(self, _words: bytes) -> None:
        """What is asked does not matter here."""

    def close(self) -> None:
        self.stdout.feed_eof()

    async def wait(self) -> int:
        return 0

    def say(self, *lines: str) -> None:
        self.stdout.feed_data("".join(f"{line}\n" for line in lines).encode())


async def test_rows_are_counted_so_that_no_program_can_end_an_answer() -> None:
    tmux: Any = Tmux()
    control = Control(tmux)
    asked = asyncio.create_task(control.capture("%1"))
    await asyncio.sleep(0)
    rows = ["%end 5 12 1", "%error 5 12 1", "%exit", "%begin 5 13 1"]
    tmux.say("%begin 5 11 1", "3 2 1 80 4", "%end 5 11 1", "%begin 5 12 1", *rows, "%end 5 12 1")
    assert await asked == Capture(80, 4, (3, 2), tuple(row.encode() for row in rows))
    await control.close()


async def test_answers_of_others_and_notices_in_between_are_told_apart() -> None:
    tmux: Any = Tmux()
    control = Control(tmux)
    control.notices.follow("%1", "%10")
    asked = asyncio.create_task(control.ask("list-panes"))
    await asyncio.sleep(0)
    tmux.say("%begin 5 1 0", "of a hook", "%end 5 1 0", "%output %1 %end 5 2 1", "%extended-output %1 0 : x")
    tmux.say("%begin 5 2 1", "%window-close @1", "%end 5 2 1", "%client-detached /dev/pts/1", "%output %10 x")
    assert await asked == ["%window-close @1"]
    await control.wait(1.0)
    assert control.notices.outputs == 2
    assert control.notices.clients
    assert not control.notices.rearranged
    await control.close()


@pytest.mark.parametrize("said", [["%begin 5 1 1", "no such pane", "%error 5 1 1"], []])
async def test_a_refusal_or_an_end_is_no_answer(said: list[str]) -> None:
    tmux: Any = Tmux()
    control = Control(tmux)
    asked = asyncio.create_task(control.capture("%1"))
    await asyncio.sleep(0)
    tmux.say(*said)
    if not said:
        tmux.close()
    with pytest.raises(ControlLostError):
        await asked
    with pytest.raises(ControlLostError):
        await control.wait(None)
    await control.close()
