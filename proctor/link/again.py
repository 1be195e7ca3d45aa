"""What every client does between a lost connection and the next attempt: start a host that is gone, and wait."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from proctor.errors import ProctorError

FIRST_WAIT_S: Final = 0.2
LONGEST_WAIT_S: Final = 5.0
GONE_AFTER: Final = 3
"""After so many attempts the host counts as not running, not as busy."""

Revive = Callable[[], Awaitable[object]]


async def before_attempt(attempts: int, revive: Revive | None) -> None:
    """Return when it is time for another attempt after so many in vain; `revive` starts a host that is gone."""
    if revive is not None and attempts >= GONE_AFTER:
        with contextlib.suppress(ProctorError):
            await revive()
    await asyncio.sleep(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (attempts - 1)))
