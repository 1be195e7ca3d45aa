"""Looking at an app as a person does: the text on the screen, and waiting until it is there."""

import time
from collections.abc import Callable

from rich.segment import Segment
from textual.pilot import Pilot

_PATIENCE_S = 30.0


def segments(pilot: Pilot[int]) -> list[list[Segment]]:
    """The cells of the screen as painted, row by row, modal screens included."""
    screen = pilot.app.screen
    return [list(strip) for strip in screen._compositor.render_strips(pilot.app.size)]


def text(pilot: Pilot[int]) -> str:
    """The words on the screen."""
    return "\n".join("".join(segment.text for segment in row) for row in segments(pilot))


def passages(pilot: Pilot[int]) -> list[str]:
    """What is painted inside each widget in sight, line breaks as spaces, after the whole screen."""
    rows = text(pilot).splitlines()
    found = [" ".join(" ".join(rows).split())]
    for region, clip in pilot.app.screen._compositor.visible_widgets.values():
        seen = region.intersection(clip)
        inside = [row[seen.x : seen.right] for row in rows[seen.y : seen.bottom]]
        found.append(" ".join(" ".join(inside).split()))
    return found


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Let the app work until something holds; fails with the screen's text after a deadline."""
    deadline_s = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline_s, f"never came true; on the screen:\n{text(pilot)}"
        await pilot.pause(0.005)


async def sees(pilot: Pilot[int], *words: str) -> None:
    """Wait until all of these are on the screen, each inside one widget or across one row."""
    await until(pilot, lambda: all(any(word in passage for passage in passages(pilot)) for word in words))


async def opened(pilot: Pilot[int]) -> None:
    """Wait until the phase's own screen has taken the place of the shell: only then do all keys act."""
    await sees(pilot, "q Leave")
    await until(pilot, lambda: "Connecting to the host" not in text(pilot))
