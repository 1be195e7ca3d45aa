"""What the cockpit needs of a connection: a live session's socket offers it, and so does a recording that is played."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

from proctor.link.live import Burst
from proctor.session.observations import Observations
from proctor.session.screen import Screen
from proctor.session.state import Session


class WatchLink(Protocol):
    """`session`, `observations` and `picture` are up to date when `bursts` yields."""

    session: Session | None
    observations: Observations
    picture: Screen

    async def connect(self) -> Any:
        """Connect, and resume after the last events if there was a connection before."""

    def bursts(self) -> AsyncIterator[Burst]:
        """Everything that came together; ends with the connection."""

    def forget(self) -> None:
        """Start from nothing at the next `connect`."""

    @property
    def act(self) -> Callable[..., Awaitable[dict[str, Any]]]:
        """`act(name, **args)` carries out an act or an errand; raises the host's refusal."""

    def now_s(self) -> float:
        """The session's timeline now; 0 while there is no session."""

    async def close(self) -> None:
        """Leave; the session goes on."""
