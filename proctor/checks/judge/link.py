"""The judge's end of one worker: ask, wait within a deadline, and accept nothing but a proper reply."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from torch import Tensor

from proctor.checks.judge.output import Output
from proctor.checks.judge.peer import ask_who_speaks, who_speaks
from proctor.checks.judge.raised import raised_like
from proctor.checks.outcome import (
    CandidateRaised,
    ContractBroken,
    EngineFault,
    Unsure,
    WorkerEnded,
    WorkerGone,
    WorkerTimeout,
)
from proctor.checks.plain import plain_text
from proctor.checks.wire import messages as m
from proctor.checks.wire.errors import WireError
from proctor.checks.wire.frames import FROM_WORKER, PREFIX, Frame, decode_reply, encode_request, lengths
from proctor.checks.wire.streams import joined
from proctor.session.frameworks import TORCH_CARD, Card

Expected = TypeVar("Expected")
_VIOLATION = "Your code's process sent bytes that are not an answer"
_CLOSED = "Your code's process ended"


class Link:
    """One worker. Any end of it other than `close` is recorded in `casualty` and raised from then on."""

    def __init__(
        self,
        sock: socket.socket,
        output: Output,
        deadline: Callable[[], float],
        framework: Card = TORCH_CARD,
        postponed: Callable[[int | None], bool] = lambda _pid: False,
    ) -> None:
        """`postponed` is asked at the deadline whether it was moved, for the process with that number."""
        sock.setblocking(False)  # noqa: FBT003 - the standard library's own signature
        self._sock = sock
        self.output = output
        self.framework = framework
        """What the worker speaks."""
        self._deadline = deadline
        self._postponed = postponed
        ask_who_speaks(sock)
        self._drops: list[int] = []
        self.greeted = False
        self.pid: int | None = None
        """The worker's process as the kernel names it here, once it has greeted; None where the kernel does not."""
        self.act = "answer"
        """What the candidate's code is asked to do, in the words of a message."""
        self._asked = False
        self.casualty: BaseException | None = None

    def greet(self) -> None:
        """Wait for the worker's hello; `EngineFault` when it does not come, which is not the candidate's doing."""
        if self.greeted:
            return
        if self.casualty is not None:
            raise self.casualty
        try:
            self._wait(select.POLLIN)
            self.pid = who_speaks(self._sock)
            reply = self._read().message
        except (WorkerGone, WorkerTimeout):
            reply = None
        if not isinstance(reply, m.Hello):
            raise self._not_started()
        self.greeted = True

    def ask(self, message: m.Request, tensors: list[Tensor], expected: type[Expected]) -> tuple[Expected, list[Tensor]]:
        """Send one request and return its reply, which must be an `expected`, with its tensors.

        Raises: CandidateRaised, ContractBroken for what the candidate's code did; WorkerTimeout, WorkerGone.
        """
        self.post(message, tensors)
        return self.answer(expected)

    def post(self, message: m.Request, tensors: list[Tensor]) -> None:
        """Send one request without waiting for its reply."""
        self.rest()
        if self.casualty is not None:
            raise self.casualty
        self._asked = True
        drops, self._drops = tuple(self._drops), []
        for part in joined(encode_request(message, tensors, drops)):
            self._write(part)

    def post_first(self, message: m.Request) -> None:
        """Send what a worker finds when it begins; `EngineFault` when it does not even begin to read."""
        try:
            self.post(message, [])
        except WorkerTimeout:
            raise self._not_started() from None

    def answer(self, expected: type[Expected]) -> tuple[Expected, list[Tensor]]:
        """Wait for the reply to what was posted."""
        self.greet()
        frame = self._read()
        self._asked = False
        self.output.drain()
        self.rest()
        if self.casualty is not None:
            raise self.casualty
        reply = frame.message
        if isinstance(reply, m.Raised):
            raise raised_like(reply)
        if isinstance(reply, m.Unfit):
            raise ContractBroken(plain_text(reply.what))
        if not isinstance(reply, expected):
            raise self._lost(_VIOLATION)
        return reply, frame.tensors

    def drop(self, handle: int) -> None:
        """Tell the worker, with the next request, that a handle is no longer held."""
        self._drops.append(handle)

    @contextmanager
    def strict(self) -> Iterator[None]:
        """Treat a reply that makes no sense as the protocol violation it is."""
        try:
            yield
        except WireError:
            raise self._lost(_VIOLATION) from None

    def rest(self) -> None:
        """While nothing is asked nothing may be said: record a byte more than the replies as a violation."""
        if self._asked or not self.greeted or self.casualty is not None:
            return
        try:
            extra = self._sock.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, ConnectionResetError):
            return
        if extra:
            self._lost(_VIOLATION)

    def is_asked(self) -> bool:
        """Whether an answer is still owed, because the check was interrupted while it waited."""
        return self._asked

    def has_ended(self) -> bool:
        """Whether the worker is gone although nothing is asked of it."""
        try:
            return not self._asked and not self._sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True

    def close(self) -> None:
        """Hang up."""
        self.output.drain()
        self._sock.close()
        self.output.close()

    def _read(self) -> Frame[m.Reply]:
        with self.strict():
            header, body = lengths(bytes(self._exactly(PREFIX.size)), FROM_WORKER)
            return decode_reply(bytes(self._exactly(header)), self._exactly(body))
        raise AssertionError  # strict() has raised

    def _write(self, part: memoryview) -> None:
        while part:
            try:
                part = part[self._sock.send(part) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)
            except (BrokenPipeError, ConnectionResetError):
                if not self.greeted:
                    return  # the missing hello says more than this
                raise self._lost(_CLOSED) from None

    def _exactly(self, size: int) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            try:
                count = self._sock.recv_into(view)
            except BlockingIOError:
                self._wait(select.POLLIN)
                continue
            except ConnectionResetError:
                count = 0
            if not count:
                raise self._lost(_CLOSED)
            view = view[count:]
        return data

    def _wait(self, event: int) -> None:
        """Wait for the socket, reading the worker's output meanwhile."""
        while True:
            poll = select.poll()
            poll.register(self._sock, event)
            if self.output.open:
                poll.register(self.output.descriptor, select.POLLIN)
            left_s = self._deadline() - time.monotonic()
            ready = dict(poll.poll(max(left_s, 0.0) * 1000)) if left_s > 0 else {}
            if self.output.descriptor in ready:
                self.output.drain()
            if self._sock.fileno() in ready:
                return
            if self._deadline() <= time.monotonic() and not self._postponed(self.pid):
                self.casualty = WorkerTimeout(f"Your code did not {self.act} within the time limit")
                raise self.casualty

    def _not_started(self) -> EngineFault:
        """Record that there was nobody; to be raised."""
        fault = self.casualty = EngineFault("the process for the candidate's code did not start")
        return fault

    def _lost(self, what: str) -> WorkerGone:
        """Record the loss; to be raised."""
        self.output.drain()
        gone = self.casualty = WorkerGone(what)
        return gone


class AuthorLink(Link):
    """A worker with the check author's code: what it does wrong is never held against the candidate."""

    def ask(self, message: m.Request, tensors: list[Tensor], expected: type[Expected]) -> tuple[Expected, list[Tensor]]:
        """Send one request and return its reply.

        Raises: RuntimeError, a fault of the check, when the author's code raised; Unsure when its process was lost;
            EngineFault when it did not start.
        """
        try:
            return super().ask(message, tensors, expected)
        except EngineFault:
            raise
        except WorkerEnded:
            raise Unsure("The baseline did not answer in time beside your code; a person will look.") from None
        except CandidateRaised as error:
            raise RuntimeError(f"the check's baseline raised {error.type_name}: {error}") from None
        except ContractBroken as error:
            raise RuntimeError(f"the check's baseline broke: {error}") from None
