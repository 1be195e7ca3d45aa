"""When a host may leave: after the end, once nobody looks and nothing runs; in a lobby that everybody left.

The next `join` starts a new one, so leaving costs nobody anything.
"""

import asyncio
import os
from typing import Final

from proctor.host.doors import Doors
from proctor.host.recorder import Recorder
from proctor.host.runs import Runs
from proctor.host.terminal import Terminal
from proctor.session.phases import Phase

DONE_IDLE_S: Final = float(os.environ.get("PROCTOR_DONE_IDLE_S", "3"))
LOBBY_IDLE_S: Final = float(os.environ.get("PROCTOR_LOBBY_IDLE_S", "600"))
_LOOK_S: Final = 1.0


class Lifetime:
    """Watches whether anybody still needs the host."""

    def __init__(self, recorder: Recorder, doors: Doors, runs: Runs, terminal: Terminal) -> None:
        self._recorder = recorder
        self._doors = doors
        self._runs = runs
        self._terminal = terminal

    async def over(self) -> None:
        """Return when the host may leave."""
        idle_s = 0.0
        while True:
            await asyncio.sleep(_LOOK_S)
            limit_s = self._limit_s()
            idle_s = idle_s + _LOOK_S if limit_s is not None and await self._unneeded() else 0.0
            if limit_s is not None and idle_s >= limit_s:
                await self._runs.finished()
                return

    def _limit_s(self) -> float | None:
        phase = self._recorder.session.phase
        if phase is Phase.DONE:
            return DONE_IDLE_S
        return LOBBY_IDLE_S if phase is Phase.LOBBY else None

    async def _unneeded(self) -> bool:
        """Screens inside our own terminal do not count once nobody is attached to it; an interviewer's always do."""
        if self._doors.watchers:
            return False
        if self._terminal.started:
            return not await self._terminal.attached()
        return self._doors.guests == 0
