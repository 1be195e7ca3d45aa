"""The cockpit's side of the link: follow the host, say when it is lost, come back, and see again after dark."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from proctor.errors import HostUnreachable
from proctor.link.again import GONE_AFTER, Revive, before_attempt
from proctor.link.live import Burst
from proctor.tui.cockpit.link import WatchLink


@dataclass(frozen=True, slots=True)
class Joined:
    """The host answered; `anew`: everything is told from the start, so what was collected before is void."""

    anew: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What came together. `caught_up`: it happened before this cockpit joined."""

    burst: Burst
    caught_up: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """No connection; the next attempt follows by itself."""

    why: str


async def watched(link: WatchLink, revive: Revive | None = None) -> AsyncIterator[Joined | Seen | Lost]:
    """Everything the host says, across lost connections, without end. Raises what a host refuses for good.

    What focus time withheld is told only to who joins after it, so its end is a reason to join again from nothing.
    """
    attempts, dark = 0, False
    while True:
        try:
            await link.connect()
            anew = link.session is None
            yield Joined(anew)
            attempts, relit = 0, False
            async with contextlib.aclosing(_seen(link, anew)) as bursts:
                async for seen in bursts:
                    yield seen
                    before, dark = dark, seen.burst.session.focus.now is not None
                    relit = before and not dark
                    if relit:
                        break
            if relit:
                link.forget()
                continue
        except (HostUnreachable, OSError):
            pass
        await link.close()
        attempts += 1
        yield Lost(lost_text(attempts, revived=revive is not None))
        await before_attempt(attempts, revive)


async def _seen(link: WatchLink, anew: bool) -> AsyncGenerator[Seen, None]:
    async for burst in link.bursts():
        yield Seen(burst, caught_up=anew)
        anew = False


def lost_text(attempts: int, *, revived: bool) -> str:
    """What a person reads while there is no connection."""
    if attempts < GONE_AFTER:
        return "CONNECTION LOST. Trying again; the candidate's work and your notes are safe."
    tries = "Trying to start it again" if revived else "Trying again"
    return f"THE HOST DOES NOT ANSWER. {tries}; what you see is from before."
