"""One connection of a linear watch: its bursts in order, and the signs that it has caught up or ended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto

import msgspec

from proctor.errors import HostUnreachable, ProctorError
from proctor.link.live import Burst
from proctor.session.material import PrivateMaterial
from proctor.tui.cockpit.link import WatchLink


class Sign(Enum):
    """What a connection says beside its bursts."""

    CAUGHT_UP = auto()
    LOST = auto()


class Heard:
    """What comes over a link; `material` is the exercise's private part once it has caught up."""

    def __init__(self, link: WatchLink) -> None:
        self._link = link
        self._queue: asyncio.Queue[Burst | Sign] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())
        self._settling = asyncio.create_task(self._settle())
        self.material = PrivateMaterial()

    async def next(self, within_s: float) -> Burst | Sign:
        """What comes next; raises TimeoutError if nothing does, and what made an end of the connection for good."""
        async with asyncio.timeout(within_s):
            came = await self._queue.get()
        if came is Sign.LOST:
            await self._reading
        return came

    async def close(self) -> None:
        """Leave."""
        tasks = self._reading, self._settling
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await self._link.close()

    async def _read(self) -> None:
        try:
            async for burst in self._link.bursts():
                self._queue.put_nowait(burst)
        except HostUnreachable:
            pass  # said something unreadable: that is no better than being gone
        finally:
            self._queue.put_nowait(Sign.LOST)

    async def _settle(self) -> None:
        """All that was there before has come when an answer comes from behind it."""
        with contextlib.suppress(ProctorError, msgspec.ValidationError):
            self.material = msgspec.convert(await self._link.act("private"), PrivateMaterial, strict=False)
        self._queue.put_nowait(Sign.CAUGHT_UP)


@asynccontextmanager
async def hearing(link: WatchLink) -> AsyncIterator[Heard]:
    """Hear a connected link while the block runs; afterwards it is closed."""
    heard = Heard(link)
    try:
        yield heard
    finally:
        await heard.close()
