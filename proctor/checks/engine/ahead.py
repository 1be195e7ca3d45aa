"""One child of a role started before it is wanted, so that a run finds its judge and its worker past their beginnings.

Such a child belongs to the first run that takes it and to no other; nothing of that run has reached it before.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from proctor.checks.engine.warm import WarmProcess


class Child(Protocol):
    """What is kept: a child by its number, with open ends."""

    @property
    def number(self) -> int:
        """The keeper's number for it."""
        ...

    def close(self) -> None:
        """Let go of its ends."""
        ...


Kept = TypeVar("Kept", bound=Child)
Purpose = TypeVar("Purpose")


@dataclass(frozen=True, slots=True)
class _Spare(Generic[Purpose, Kept]):
    purpose: Purpose
    start: asyncio.Task[Kept]


class Ahead(Generic[Purpose, Kept]):
    """Starts children for a purpose (what they must have been told before their run), at most one of them ahead."""

    def __init__(self, keeper: WarmProcess, start: Callable[[WarmProcess, Purpose], Coroutine[Any, Any, Kept]]) -> None:
        self.keeper = keeper
        self._start = start
        self._spare: _Spare[Purpose, Kept] | None = None

    def prepare(self, purpose: Purpose) -> None:
        """Start one for this purpose unless it is there; a keeper that cannot fork has spares of its own."""
        if self._spare is not None and self._spare.purpose == purpose and not self._is_lost(self._spare):
            return
        self.discard()
        if self.keeper.forks and self.keeper.is_ready():
            self._spare = _Spare(purpose, asyncio.create_task(self._start(self.keeper, purpose)))

    async def take(self, purpose: Purpose) -> Kept:
        """The one that was prepared for this purpose, if it still lives; else a new one."""
        spare = self._spare
        if spare is not None and spare.purpose == purpose:
            self._spare = None
            with suppress(ConnectionError):
                child = await self._arrival(spare.start)
                if self.keeper.lives(child.number):
                    return child
                child.close()
        return await self._start(self.keeper, purpose)

    def make_way(self, purpose: Purpose) -> None:
        """End the one that was prepared for another purpose: while it waits its keeper cannot tidy up wholesale."""
        if self._spare is not None and self._spare.purpose != purpose:
            self.discard()

    def discard(self) -> None:
        """End the one that was prepared."""
        spare, self._spare = self._spare, None
        if spare is not None:
            self._let_go(spare.start)

    async def _arrival(self, start: asyncio.Task[Kept]) -> Kept:
        try:
            return await asyncio.shield(start)
        except asyncio.CancelledError:
            self._let_go(start)
            raise

    def _is_lost(self, spare: _Spare[Purpose, Kept]) -> bool:
        start = spare.start
        if not start.done():
            return False
        return start.cancelled() or start.exception() is not None or not self.keeper.lives(start.result().number)

    def _let_go(self, start: asyncio.Task[Kept]) -> None:
        if not start.done():
            start.cancel()  # a start that is cancelled cleans up behind itself
        elif not start.cancelled() and start.exception() is None:
            self.keeper.kill(start.result().number)
            start.result().close()
