"""Workers for one run: the first comes with the run, a new one after a loss, one of its own for each probe."""

import os
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

import msgspec

from proctor.checks.engine.control import Granted, Nudge, Release, Want, receive, send
from proctor.checks.judge.clock import RunClock
from proctor.checks.judge.link import AuthorLink, Link
from proctor.checks.judge.output import Output
from proctor.checks.judge.queueing import Queueing
from proctor.checks.judge.trace import read_trace
from proctor.checks.outcome import (
    CandidateRaised,
    EngineFault,
    SourceLine,
    Unsure,
    WorkerEnded,
    WorkerGone,
    WorkerTimeout,
)
from proctor.checks.request import Flagged, RunRequest
from proctor.checks.scan import scan
from proctor.checks.wire import messages as m
from proctor.session.frameworks import TORCH_CARD

_GRANTED: Final[msgspec.msgpack.Decoder[Granted]] = msgspec.msgpack.Decoder(Granted)
_TRACE_WAIT_S = 0.2
_HELLO_S: Final = 30.0
"""The least that a worker is given to say hello; it is not the candidate's time."""
_ATTEMPTS = 3


AnyLink = TypeVar("AnyLink", bound=Link)
BeforeLoad = Callable[[Link], None]


@dataclass(slots=True)
class Worker(Generic[AnyLink]):
    """One worker as the judge holds it."""

    child: int
    link: AnyLink
    trace_fd: int
    hello_s: float


@dataclass(frozen=True, slots=True)
class Loss:
    """How a check lost its worker, and the candidate's lines it was at, as far as they are known."""

    how: BaseException
    lines: tuple[SourceLine, ...]


class Supply:
    """Hands out links to workers with the candidate's entry imported."""

    def __init__(
        self, control: socket.socket, request: RunRequest, clock: RunClock, known: Collection[bytes] = ()
    ) -> None:
        """`known`: contents that came with the exercise, so that nobody is flagged for them."""
        self.level = request.level
        self.entry = request.entry
        self.framework = request.framework
        self.source = request.tree.get(request.entry, b"").decode("utf-8", "replace")
        self.clock = clock
        self._queueing = Queueing(clock)
        self.loss: Loss | None = None
        self.probed = False
        self.figures: dict[str, float] = {}
        self.output = ""
        self._control = control
        self._request = request
        self._known = known
        self._worker: Worker[Link] | None = self._granted(Link)
        self._load_failure: CandidateRaised | WorkerEnded | None = None
        self._load_loss: Loss | None = None
        with suppress(EngineFault):  # which is met again, and by then beside a check, when the worker is wanted
            self._post_load(self._worker)
        self._loaded = False

    @cached_property
    def flags(self) -> tuple[Flagged, ...]:
        """What a person should look at in the tree; read when it is first asked for, which is after the verdicts."""
        try:
            return scan(self._request.tree, self._request.shortcuts, self._known)
        except Exception as error:  # noqa: BLE001 - text that is made to break a reader may not break the run
            what = f"could not be looked through ({type(error).__name__})"
            return (Flagged(sort="tamper", file="", line=0, what=what, why="nobody has looked for anything in it"),)

    def expect_untampered(self) -> None:
        """Be unsure about a measurement beside code that shows signs of tampering."""
        for flag in self.flags:
            if flag.sort == "tamper":
                raise Unsure("What is measured beside this code does not speak for itself; a person will look.")

    def begin_check(self) -> None:
        """Forget what belongs to the check before; a worker that ended while nothing was asked is nobody's loss."""
        self._queueing.settle(self._worker.link.pid if self._worker is not None else None)
        self.clock.begin_check()
        self.loss, self.probed, self.figures, self.output = None, False, {}, ""
        if self._worker is not None and self._loaded and self._worker.link.has_ended():
            self._let_go(self._worker)
            self._worker, self._loaded = None, False

    def postponed(self) -> bool:
        """Whether the present check has more time than it had, because the machine ran others."""
        return self._queueing.postponed(None)

    def end_check(self) -> None:
        """Gather output, and part with a worker that was lost."""
        if self._worker is not None:
            self._worker.link.rest()
            self._worker.link.output.drain()
            self.output += self._worker.link.output.take()
            if self._worker.link.casualty is not None or (self._loaded and self._worker.link.is_asked()):
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
    def fresh(self, before_load: BeforeLoad | None = None) -> Iterator[Link]:
        """A worker of its own for one probe or measurement; `before_load` sees it before it has any of the tree."""
        self._raise_load_failure()
        worker = self._loading(None, before_load)
        try:
            yield worker.link
        finally:
            worker.link.output.drain()
            self.output += worker.link.output.take()
            self._queueing.settle(worker.link.pid)
            self._part(worker)

    @contextmanager
    def aside(
        self, entry: str, tree: Mapping[str, bytes], before_load: BeforeLoad | None = None
    ) -> Iterator[AuthorLink]:
        """A worker with none of the candidate's code: it imports `entry` of a tree that the check's author wrote.

        From memory: the candidate's code may share a sandbox with it, and could read its files.
        """
        worker = self._wanted(AuthorLink, author=True)
        try:
            self._greet(worker)
            if before_load is not None:
                before_load(worker.link)
            worker.link.ask(m.Load(entry, dict(tree), in_memory=True), [], m.Done)
            yield worker.link
        finally:
            self._let_go(worker)

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

    def _loading(self, worker: Worker[Link] | None, before_load: BeforeLoad | None = None) -> Worker[Link]:
        """A worker that has imported the entry; one that never says hello is replaced, for that is not its code."""
        for _ in range(_ATTEMPTS):
            try:
                if worker is None:
                    worker = self._wanted(Link)
                    if before_load is not None:
                        self._greet(worker)
                        before_load(worker.link)
                    self._post_load(worker)
                self._finish_load(worker)
            except EngineFault:
                before = self.loss
                if worker is not None:
                    self._part(worker)
                self._worker, worker, self.loss = None, None, before
                continue
            except BaseException:
                if worker is not None and worker is not self._worker:
                    self._part(worker)
                raise
            return worker
        raise EngineFault("no process for the candidate's code could be started")

    def _post_load(self, worker: Worker[AnyLink]) -> None:
        with self._beginning(worker):
            worker.link.post_first(m.Load(self._request.entry, self._request.tree))

    def _finish_load(self, worker: Worker[AnyLink]) -> None:
        link = worker.link
        with self._beginning(worker):
            link.greet()
        link.act = "finish its import"
        try:
            link.answer(m.Done)
        except (CandidateRaised, WorkerGone, WorkerTimeout) as failure:
            self._load_failure = failure
            raise
        link.act = "answer"

    def _greet(self, worker: Worker[AnyLink]) -> None:
        """Have a worker say hello before it is asked for anything of the tree."""
        with self._beginning(worker):
            worker.link.ask(m.Stat(), [], m.Stats)

    @contextmanager
    def _beginning(self, worker: Worker[AnyLink]) -> Iterator[None]:
        """While a worker begins: within the time that it is given for that, which is nobody else's."""
        began = time.monotonic()
        with_deadline, self.clock.check_ends = self.clock.check_ends, began + worker.hello_s
        try:
            yield
        finally:
            self.clock.check_ends = with_deadline
            self.clock.excuse(time.monotonic() - began)

    def _wanted(self, kind: type[AnyLink], *, author: bool = False) -> Worker[AnyLink]:
        began = time.monotonic()
        send(self._control, Want(author=author))
        worker = self._granted(kind)
        self.clock.excuse(time.monotonic() - began)
        return worker

    def _granted(self, kind: type[AnyLink]) -> Worker[AnyLink]:
        data, (sock_fd, output_fd, trace_fd) = receive(self._control)
        output = Output(output_fd, self._request.limits.output_bytes)
        spoken = TORCH_CARD if issubclass(kind, AuthorLink) else self.framework
        link = kind(socket.socket(fileno=sock_fd), output, self.clock.deadline, spoken, self._queueing.postponed)
        granted = _GRANTED.decode(data)
        return Worker(granted.child, link, trace_fd, max(_HELLO_S, granted.start_s))

    def _part(self, worker: Worker[Link]) -> None:
        how = worker.link.casualty
        if how is not None:
            if isinstance(how, WorkerTimeout):
                send(self._control, Nudge(child=worker.child))
            wait_s = _TRACE_WAIT_S if isinstance(how, WorkerTimeout) else 0.0
            self.loss = Loss(how, read_trace(worker.trace_fd, self._request.tree, wait_s))
            if how is self._load_failure:
                self._load_loss = self.loss
        self._let_go(worker)

    def _let_go(self, worker: Worker[AnyLink]) -> None:
        send(self._control, Release(child=worker.child))
        worker.link.close()
        os.close(worker.trace_fd)
