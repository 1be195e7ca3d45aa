"""What the tests of the replay share: a real record of forty saves, and the app over it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from benchmarks.long_record import long_record
from proctor.review.film import Film
from proctor.tui.replay.app import ReplayApp
from proctor.tui.replay.opening import Opening
from proctor.tui.replay.position import Position
from proctor.tui.replay.wish import Wish
from tests.tui.looking import sees

SAVES = 40
CANDIDATE = "Ada Lovelace"


def recorded(folder: Path) -> Path:
    """A finished session of eight hours in which every save, every run and the terminal's picture were kept."""
    return long_record(folder / "0105-rms-norm-aaaa", SAVES, pictured=True, candidate=CANDIDATE).path


@asynccontextmanager
async def replaying(
    place: Path, size: tuple[int, int] = (80, 24), *, ascii_only: bool = False, **wish: Any
) -> AsyncIterator[Pilot[int]]:
    """The replay of a recording, with its summary in front."""
    opening = Opening(Wish(place, **wish))
    opening.begin()
    try:
        async with ReplayApp(opening, ascii_only=ascii_only).run_test(size=size, notifications=True) as pilot:
            if not wish.get("at"):
                await sees(pilot, "Jump to")
            yield pilot
    finally:
        await asyncio.to_thread(opening.close)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press, and let what that asks for be painted."""
    await pilot.press(*keys)
    await pilot.pause()


def position(pilot: Pilot[int]) -> Position:
    """Where the replay is."""
    assert isinstance(pilot.app, ReplayApp)
    assert pilot.app.playback is not None
    return pilot.app.playback.position


def film(pilot: Pilot[int]) -> Film:
    """What it reads from."""
    assert isinstance(pilot.app, ReplayApp)
    assert pilot.app.film is not None
    return pilot.app.film
