"""A client on a session's socket that notes when each event came."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.faults import BenchmarkFault
from proctor.link import messages as m
from proctor.session.events import Event
from proctor.session.fold import decode


@dataclass(frozen=True)
class Heard:
    """An event, and the instant its line was here (monotonic, ns)."""

    at_ns: int
    event: Event


class Listener:
    """Hears every event of the session that listens at `path`; use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._heard: list[Heard] = []
        self._news = threading.Condition()
        self._ended = False
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(str(path))
        self._socket.sendall(m.line(m.Hello(name="benchmark")))
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def mark(self) -> int:
        """A place in what was heard so far, for `wait_for` to go on from."""
        with self._news:
            return len(self._heard)

    def since(self, mark: int) -> list[Heard]:
        """What was heard from `mark` on."""
        with self._news:
            return self._heard[mark:]

    def wait_for(
        self, wanted: Callable[[Event], bool], *, since: int, what: str, count: int = 1, patience_s: float = 60.0
    ) -> Heard:
        """The `count`-th event from `since` on that is `wanted`. Raises BenchmarkFault when it does not come."""
        deadline_s = time.monotonic() + patience_s
        with self._news:
            while True:
                found = [heard for heard in self._heard[since:] if wanted(heard.event)]
                if len(found) >= count:
                    return found[count - 1]
                if self._ended or not self._news.wait(deadline_s - time.monotonic()):
                    kinds = [heard.event.kind for heard in self._heard[since:]]
                    raise BenchmarkFault(f"waited in vain for {what}; heard {kinds}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._socket.close()

    def _listen(self) -> None:
        lines = self._socket.makefile("rb")
        while True:
            try:
                text = lines.readline()
            except OSError:
                text = b""
            at_ns = time.monotonic_ns()
            event = None
            if text:
                message = m.from_host.decode(text)
                event = decode(message.event) if isinstance(message, m.Told) else None
            with self._news:
                self._ended = not text
                if event is not None:
                    self._heard.append(Heard(at_ns, event))
                self._news.notify_all()
            if not text:
                return
