"""What calls need of a worker, near or far."""

from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from torch import Tensor

from proctor.checks.wire.messages import Request
from proctor.session.frameworks import Card

Expected = TypeVar("Expected")


class Way(Protocol):
    """A way to a worker: `Link` to another process, or to an adapter in this one."""

    @property
    def framework(self) -> Card:
        """What it speaks."""
        ...

    def ask(self, message: Request, tensors: list[Tensor], expected: type[Expected]) -> tuple[Expected, list[Tensor]]:
        """Send one request; its reply with its tensors."""
        ...

    def drop(self, handle: int) -> None:
        """Let go of a handle."""
        ...

    def strict(self) -> AbstractContextManager[None]:
        """Treat a reply that makes no sense as what it is."""
        ...
