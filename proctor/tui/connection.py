"""The screen's side of the link: follow the host, say when it is lost, and come back to it by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from proctor.errors import HostUnreachable
from proctor.link.again import GONE_AFTER, Revive, before_attempt
from proctor.session.envelope import Envelope
from proctor.session.state import Session


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
        await before_attempt(attempts, revive)


def lost_text(attempts: int, name: str) -> str:
    """What a person reads while there is no connection."""
    if attempts < GONE_AFTER:
        return "CONNECTION LOST. Trying again; your files and your saves are safe."
    return f"THE HOST IS NOT RUNNING. Trying to start it again; if this stays, run `proctor join {name}` elsewhere."
