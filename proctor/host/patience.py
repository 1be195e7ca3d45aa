"""Waiting for something, but not for ever."""

import asyncio
from contextlib import suppress


async def happens(event: asyncio.Event, within_s: float) -> bool:
    """Whether `event` is set by then.

    Not by `asyncio.wait_for`: in Python 3.11 it swallows a cancellation that comes in the same moment as the event, and
    a host that is told to leave would wait for that task without end.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await event.wait()
            return True
    return False
