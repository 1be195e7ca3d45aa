"""The screen's side of the link: follow the host, say when it is lost, and come back to it by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from proctor.errors import HostUnreachable, ProctorError
from proctor.session.envelope import Envelope
from proctor.session.state import Session

_FIRST_WAIT_S: Final = 0.2
_LONGEST_WAIT_S: Final = 5.0
_GONE_AFTER: Final = 3
"""After so many attempts the host counts as not running, not as busy."""


class Link(Protocol):
    """What a screen needs of a connection to the host."""

    session: Session | None

    async def connect(self) -> Any:
        """Connect, and resume after the last event if there was a connection before."""

    def follow(self) -> AsyncIterator[tuple[Session, tuple[Envelope, ...]]]:
        """The state after each burst of events; ends with the connection."""

    @property
    def act(self) -> Callable[..., Awaitable[dict[str, Any]]]:
        """`act(name, **args)` carries out an act; raises the host's refusal."""

    def now_s(self) -> float:
        """The session's timeline now."""

    async def close(self) -> None:
        """Leave."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The host answered."""


@dataclass(frozen=True, slots=True)
class Told:
    """The state after a burst of events. `caught_up`: they happened before this screen joined."""

    session: Session
    envelopes: tuple[Envelope, ...]
    caught_up: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """No connection; the next attempt follows by itself."""

    why: str


Revive = Callable[[], Awaitable[None]]


async def followed(link: Link, name: str, revive: Revive | None = None) -> AsyncIterator[Joined | Told | Lost]:
    """Everything the host says, across lost connections, without end. Raises what a host refuses for good.

    A host that is gone is started again by `revive`, where there is one: somebody with one terminal is not stuck.
    """
    attempts, first = 0, True
    while True:
        try:
            await link.connect()
            yield Joined()
            attempts = 0
            async for session, envelopes in link.follow():
                yield Told(session, envelopes, caught_up=first)
                first = False
        except (HostUnreachable, OSError):
            pass
        await link.close()
        attempts += 1
        yield Lost(lost_text(attempts, name))
        if revive is not None and attempts >= _GONE_AFTER:
            with contextlib.suppress(ProctorError):
                await revive()
        await asyncio.sleep(min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (attempts - 1)))


def lost_text(attempts: int, name: str) -> str:
    """What a person reads while there is no connection."""
    if attempts < _GONE_AFTER:
        return "CONNECTION LOST. Trying again; your files and your saves are safe."
    return f"THE HOST IS NOT RUNNING. Trying to start it again; if this stays, run `proctor join {name}` elsewhere."
