"""Another framework's code in this very process: plain `pytest` in a workspace, through the same adapter and wire.

Nothing is kept apart; what is asked for is encoded and decoded all the same, so that a check sees what it sees in a
recorded run.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from torch import Tensor

from proctor.checks.frameworks.contract import Framework
from proctor.checks.frameworks.server import ArrayServer
from proctor.checks.outcome import ContractBroken
from proctor.checks.wire import messages as m
from proctor.checks.wire.arrays import ARRAYS, Held
from proctor.checks.wire.frames import decode_reply, encode_request
from proctor.checks.wire.framing import PREFIX
from proctor.checks.worker import loading
from proctor.session.frameworks import Card

Expected = TypeVar("Expected")


class LocalLink:
    """Asks an adapter's server in this process; exceptions of the candidate's code come as they are."""

    def __init__(self, framework: Framework, card: Card, root: Path, entry: str) -> None:
        self.framework = card
        self._other, ours = socket.socketpair()
        self._server = ArrayServer(framework, ours, root, loading.import_entry(root, entry))
        self._drops: list[int] = []

    def ask(self, message: m.Request, tensors: list[Tensor], expected: type[Expected]) -> tuple[Expected, list[Tensor]]:
        """Have one request carried out; its reply with its tensors."""
        drops, self._drops = self._drops, []
        for handle in drops:
            self._server.forget(handle)
        request = b"".join(encode_request(message, tensors))
        found: list[Held] = []
        reply = self._server.handle(self._server.decode(*_parts(request)), found)
        if isinstance(reply, m.Unfit):
            raise ContractBroken(reply.what)
        decoded = decode_reply(*_parts(b"".join(ARRAYS.encode_reply(reply, found))))
        assert isinstance(decoded.message, expected)  # noqa: S101 - our own server answered
        return decoded.message, decoded.tensors

    def drop(self, handle: int) -> None:
        """Let go of a handle with the next request."""
        self._drops.append(handle)

    @contextmanager
    def strict(self) -> Iterator[None]:
        """Nothing is guarded against here."""
        yield


def _parts(frame: bytes) -> tuple[bytes, bytearray]:
    header, _ = PREFIX.unpack(frame[: PREFIX.size])
    return frame[PREFIX.size : PREFIX.size + header], bytearray(frame[PREFIX.size + header :])
