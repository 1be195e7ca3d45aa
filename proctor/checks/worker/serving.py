"""A worker's loop, whatever its framework: one request in, one reply out, until the judge hangs up."""

import os
import resource
import socket
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Generic

from proctor.checks.engine.prctl import refuse_inspection
from proctor.checks.wire import messages as m
from proctor.checks.wire.errors import NotPlain, PeerClosed
from proctor.checks.wire.framing import FROM_JUDGE, PREFIX, Frame, Held, lengths
from proctor.checks.wire.streams import receive
from proctor.checks.worker import allocator, failures, loading


class Serving(ABC, Generic[Held]):
    """Serves one judge; holds the entry (`load` imports the candidate's). What a request asks is up to the heirs."""

    def __init__(self, sock: socket.socket, root: Path, entry: ModuleType | None = None) -> None:
        self._sock = sock
        self._root = root
        self._sources = failures.Sources(root, {})
        self._entry = ""
        self._module = entry

    @abstractmethod
    def decode(self, header: bytes, body: bytearray) -> Frame[m.Request, Held]:
        """A frame of the judge's."""

    @abstractmethod
    def send(self, reply: m.Reply, tensors: list[Held]) -> None:
        """Send a reply; `NotPlain` for one that cannot travel."""

    @abstractmethod
    def handle(self, frame: Frame[m.Request, Held], tensors: list[Held]) -> m.Reply:
        """Carry out a request; the reply's tensors go into `tensors`."""

    @abstractmethod
    def forget(self, handle: int) -> None:
        """Drop a graph (positive) or a module (negative) that the judge no longer holds."""

    def serve(self) -> None:
        """Answer until the judge hangs up; say hello once it speaks, so that an end before that is nobody's fault."""
        with suppress(ConnectionResetError):
            self._sock.recv(1, socket.MSG_PEEK)
        self.send(m.Hello(os.getpid()), [])
        while True:
            try:
                header, body = lengths(bytes(receive(self._sock, PREFIX.size)), FROM_JUDGE)
                frame = self.decode(bytes(receive(self._sock, header)), receive(self._sock, body))
            except PeerClosed:
                return
            for handle in frame.drops:
                self.forget(handle)
            self._answer(frame)

    def _answer(self, frame: Frame[m.Request, Held]) -> None:
        tensors: list[Held] = []
        try:
            reply = self.handle(frame, tensors)
        except NotPlain as error:
            reply, tensors = m.Unfit(f"the answer holds {error}, which cannot be compared"), []
        except BaseException as error:  # noqa: BLE001 - sys.exit and KeyboardInterrupt of the candidate's code too
            reply, tensors = failures.describe(error, self._sources), []
        _flush()
        try:
            self.send(reply, tensors)
        except NotPlain as error:
            self.send(m.Unfit(f"the answer holds {error}, which cannot be compared"), [])

    def load(self, request: m.Load, *_: object) -> m.Reply:
        """Import the entry, from the files as they are written or from memory."""
        self._sources = failures.Sources(self._root, request.files)
        self._entry = request.entry
        if request.in_memory:
            refuse_inspection()
            self._module = loading.import_from_memory(request.files, request.entry)
            return m.Done()
        loading.write_tree(self._root, request.files)
        self._module = loading.import_entry(self._root, request.entry)
        return m.Done()

    def stat(self, _request: m.Stat, *_: object) -> m.Reply:
        """Figures of this process."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        unit = 1 if sys.platform == "darwin" else 1024
        return m.Stats(usage.ru_maxrss * unit, usage.ru_utime + usage.ru_stime)

    def settle(self, _request: m.Settle, *_: object) -> m.Reply:
        """Make the memory of this process readable from outside."""
        allocator.give_back_at_once()
        return m.Done()

    def named(self, name: str) -> Any:
        """What the entry calls `name`."""
        if self._module is None:
            raise ImportError("the entry file has not been imported")
        return loading.named(self._module, self._entry, name)


NEUTRAL: Final[Mapping[type, Any]] = {m.Load: Serving.load, m.Stat: Serving.stat, m.Settle: Serving.settle}
"""The requests that every framework answers alike."""


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001, S112 - the candidate may have closed or replaced its streams
            continue
