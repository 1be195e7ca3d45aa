"""Workers for one run: the first comes with the run, a new one after a loss, one of its own for each probe."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import msgspec

from proctor.checks.engine.control import Granted, Nudge, Release, Want, receive, send
from proctor.checks.judge.clock import RunClock
from proctor.checks.judge.link import Link
from proctor.checks.judge.output import Output
from proctor.checks.judge.trace import read_trace
from proctor.checks.outcome import CandidateRaised, EngineFault, SourceLine, WorkerEnded, WorkerGone, WorkerTimeout
from proctor.checks.request import RunRequest
from proctor.checks.wire import messages as m

_GRANTED: Final[msgspec.msgpack.Decoder[Granted]] = msgspec.msgpack.Decoder(Granted)
_TRACE_WAIT_S = 0.2
_HELLO_S = 30.0
_ATTEMPTS = 3


@dataclass(slots=True)
class Worker:
    """One worker as the judge holds it."""

    child: int
    link: Link
    trace_fd: int


@dataclass(frozen=True, slots=True)
class Loss:
    """How a check lost its worker, and the candidate's lines it was at, as far as they are known."""

    how: BaseException
    lines: tuple[SourceLine, ...]


class Supply:
    """Hands out links to workers with the candidate's entry imported."""

    def __init__(self, control: socket.socket, request: RunRequest, clock: RunClock) -> None:
        self.level = request.level
        self.entry = request.entry
        self.source = request.tree.get(request.entry, b"").decode("utf-8", "replace")
        self.clock = clock
        self.loss: Loss | None = None
        self.probed = False
        self.output = ""
        self._control = control
        self._request = request
        self._worker: Worker | None = self._granted()
        self._load_failure: CandidateRaised | WorkerEnded | None = None
        self._load_loss: Loss | None = None
        self._post_load(self._worker.link)
        self._loaded = False

    def begin_check(self) -> None:
        """Forget what belongs to the check before."""
        self.clock.begin_check()
        self.loss, self.probed, self.output = None, False, ""

    def end_check(self) -> None:
        """Gather output, and part with a worker that was lost."""
        if self._worker is not None:
            self._worker.link.rest()
            self._worker.link.output.drain()
            self.output += self._worker.link.output.take()
            if self._worker.link.casualty is not None:
                self._part(self._worker)
                self._worker, self._loaded = None, False

    def link(self) -> Link:
        """The run's worker, with the entry imported; the import's own failure is raised for every check alike."""
        self._raise_load_failure()
        if self._worker is None or not self._loaded:
            self._worker = self._loading(self._worker)
            self._loaded = True
        return self._worker.link

    @contextmanager
    def fresh(self) -> Iterator[Link]:
        """A worker of its own for one probe."""
        self._raise_load_failure()
        self.probed = True
        worker = self._loading(None)
        try:
            yield worker.link
        finally:
            worker.link.output.drain()
            self.output += worker.link.output.take()
            self._part(worker)

    def close(self) -> None:
        """Let the run's worker go."""
        if self._worker is not None:
            self._part(self._worker)
            self._worker = None

    def _raise_load_failure(self) -> None:
        """What stopped the import once would stop it again: every later check ends the same way, at once."""
        if self._load_failure is not None:
            self.loss = self._load_loss
            raise self._load_failure

    def _loading(self, worker: Worker | None) -> Worker:
        """A worker that has imported the entry; one that never says hello is replaced, for that is not its code."""
        for _ in range(_ATTEMPTS):
            if worker is None:
                worker = self._wanted()
                self._post_load(worker.link)
            try:
                self._finish_load(worker.link)
            except EngineFault:
                before = self.loss
                self._part(worker)
                self._worker, worker, self.loss = None, None, before
                continue
            except BaseException:
                if worker is not self._worker:
                    self._part(worker)
                raise
            return worker
        raise EngineFault("no process for the candidate's code could be started")

    def _post_load(self, link: Link) -> None:
        with_deadline, self.clock.check_ends = self.clock.check_ends, time.monotonic() + _HELLO_S
        link.post(m.Load(self._request.entry, self._request.tree), [])
        self.clock.check_ends = with_deadline

    def _finish_load(self, link: Link) -> None:
        began = time.monotonic()
        with_deadline, self.clock.check_ends = self.clock.check_ends, began + _HELLO_S
        try:
            link.greet()
        finally:
            self.clock.check_ends = with_deadline
            self.clock.excuse(time.monotonic() - began)
        link.act = "finish its import"
        try:
            link.answer(m.Done)
        except (CandidateRaised, WorkerGone, WorkerTimeout) as failure:
            self._load_failure = failure
            raise
        link.act = "answer"

    def _wanted(self) -> Worker:
        began = time.monotonic()
        send(self._control, Want())
        worker = self._granted()
        self.clock.excuse(time.monotonic() - began)
        return worker

    def _granted(self) -> Worker:
        data, (sock_fd, output_fd, trace_fd) = receive(self._control)
        output = Output(output_fd, self._request.limits.output_bytes)
        link = Link(socket.socket(fileno=sock_fd), output, self.clock.deadline)
        return Worker(_GRANTED.decode(data).child, link, trace_fd)

    def _part(self, worker: Worker) -> None:
        how = worker.link.casualty
        if how is not None:
            if isinstance(how, WorkerTimeout):
                send(self._control, Nudge(child=worker.child))
            wait_s = _TRACE_WAIT_S if isinstance(how, WorkerTimeout) else 0.0
            self.loss = Loss(how, read_trace(worker.trace_fd, self._request.tree, wait_s))
            if how is self._load_failure:
                self._load_loss = self.loss
        send(self._control, Release(child=worker.child))
        worker.link.close()
        os.close(worker.trace_fd)
