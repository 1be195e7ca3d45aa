"""Keeps the picture where the terms say so: gathered in memory, written once a second by a thread of its own."""

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Final

from proctor.record.screens import ScreenWriter
from proctor.session.screen import ScreenRecord

WRITE_S: Final = 1.0
"""What a host that is killed has not written yet, at most."""


class Recording:
    """Takes records at any time; `run` writes them until it is cancelled."""

    def __init__(self, folder: Path) -> None:
        self._writer = ScreenWriter(folder)
        self._gathered: list[ScreenRecord] = []
        self._some = asyncio.Event()

    def keep(self, record: ScreenRecord) -> None:
        """Take one record; returns at once."""
        self._gathered.append(record)
        self._some.set()

    async def run(self) -> None:
        """Work until cancelled, then write the rest. A full disk ends the recording and nothing else."""
        try:
            while True:
                await self._some.wait()
                await asyncio.sleep(WRITE_S)
                await self._write()
        except OSError as fault:
            print(f"the screen is no longer recorded: {fault}", file=sys.stderr)  # noqa: T201 the log of this process
            await self._drop()
        finally:
            with contextlib.suppress(OSError):
                self._writer.write(self._taken())
                self._writer.close()

    async def _write(self) -> None:
        await asyncio.shield(asyncio.to_thread(self._writer.write, self._taken()))

    async def _drop(self) -> None:
        while True:
            await self._some.wait()
            self._taken()

    def _taken(self) -> list[ScreenRecord]:
        taken, self._gathered = self._gathered, []
        self._some.clear()
        return taken
