"""Readings that are wished for more often than they can be had: one at a time, and the newest wish counts."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any


class Newest:
    """Reads when wished for; wished for again meanwhile, it reads once more and no oftener."""

    def __init__(self, read: Callable[[], Awaitable[None]], run: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._read, self._run = read, run
        self._wished = self._reading = False

    def wish(self) -> None:
        """Read now, or again after the reading that is under way."""
        self._wished = True
        if not self._reading:
            self._reading = True
            self._run(self._go())

    async def _go(self) -> None:
        try:
            while self._wished:
                self._wished = False
                await self._read()
        finally:
            self._reading = False
