"""A program at a terminal that we own: every byte it writes is time-stamped, its questions are answered.

The thread that reads does nothing else, so that the program never waits for us; painting is done by whoever waits.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from benchmarks.faults import BenchmarkFault
from benchmarks.screen import Screen

_ANSWERS: Final = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>0;10;1c"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\]10;\?(?:\x07|\x1b\\)"), b"\x1b]10;rgb:dddd/dddd/dddd\x1b\\"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:1111/1111/1111\x1b\\"),
)
"""Questions programs ask, and what a common terminal without a name of its own says."""
_LONGEST_QUESTION: Final = 16
_CHUNK_BYTES: Final = 65536
_LEAVE_S: Final = 3.0


class PtyProgram:
    """Runs `command` at a terminal of `columns` x `lines`; use it in a `with`, which ends it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path, *, columns: int, lines: int
    ) -> None:
        self.screen = Screen(columns, lines)
        self.bytes_written = 0
        self.first_byte_ns: int | None = None
        self._chunks: deque[tuple[int, bytes]] = deque()
        self._news = threading.Condition()
        self._ended = False
        size = struct.pack("HHHH", lines, columns, 0, 0)
        self.started_ns = time.monotonic_ns()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            with contextlib.suppress(BaseException):
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.chdir(folder)
                os.execve(command[0], list(command), dict(environment))  # noqa: S606 the words are a list, of our own making
            os._exit(127)
        self._leave, self._leaving = os.pipe()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def wait_for(self, shown: Callable[[Screen], bool], *, what: str, patience_s: float = 30.0) -> int:
        """The instant (monotonic, ns) at which the bytes came that made `shown` true; at once if it is true already.

        Raises: BenchmarkFault with the last screen if the program ends or the patience does.
        """
        if shown(self.screen):
            return time.monotonic_ns()
        deadline_s = time.monotonic() + patience_s
        while True:
            at_ns, content = self._next(deadline_s, what)
            self.screen.feed(content)
            if shown(self.screen):
                return at_ns

    def settled(self, quiet_s: float, *, patience_s: float = 10.0) -> int:
        """The instant (monotonic, ns) of the last bytes, once nothing came for so long; all of them are painted.

        Raises: BenchmarkFault if it goes on writing, or never wrote anything.
        """
        return self.paintings(quiet_s, quiet_s, patience_s=patience_s)[-1]

    def paintings(self, gap_s: float, quiet_s: float, *, patience_s: float = 10.0) -> list[int]:
        """The instants (monotonic, ns) of the last bytes of each painting, until nothing came for `quiet_s`.

        Bytes that are less than `gap_s` apart are one painting. The screen is brought up to date at the end: whoever
        measures must not keep the program waiting. Raises like `settled`.
        """
        deadline_s = time.monotonic() + patience_s
        ends_ns: list[int] = []
        written: list[bytes] = []
        while in_time := time.monotonic() < deadline_s:
            with self._news:
                if not self._chunks and not self._news.wait_for(lambda: self._chunks, quiet_s) and ends_ns:
                    break
                chunks = list(self._chunks)
                self._chunks.clear()
            for at_ns, content in chunks:
                if ends_ns and at_ns - ends_ns[-1] < gap_s * 1e9:
                    ends_ns[-1] = at_ns
                else:
                    ends_ns.append(at_ns)
                written.append(content)
        for content in written:
            self.screen.feed(content)
        if not in_time:
            raise BenchmarkFault(f"it did not come to rest; the screen showed:\n{self.screen.text}")
        return ends_ns

    @property
    def peak_mb(self) -> float:
        """The most memory that the program has held so far."""
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1e3

    def paint(self) -> None:
        """Bring the screen up to date with everything that came so far."""
        with self._news:
            chunks = list(self._chunks)
            self._chunks.clear()
        for _, content in chunks:
            self.screen.feed(content)

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._fd, keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, number)
            if self._gone():
                break
        # A closed descriptor's number is used again: nobody may still read from it then.
        os.write(self._leaving, b"x")
        self._reader.join()
        for descriptor in (self._fd, self._leave, self._leaving):
            os.close(descriptor)

    def _gone(self) -> bool:
        deadline_s = time.monotonic() + _LEAVE_S
        while time.monotonic() < deadline_s:
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(self._pid, os.WNOHANG)[0] == 0:
                    time.sleep(0.005)
                    continue
            return True
        return False

    def _next(self, deadline_s: float, what: str) -> tuple[int, bytes]:
        with self._news:
            while not self._chunks:
                left_s = deadline_s - time.monotonic()
                if self._ended or left_s <= 0 or not self._news.wait(left_s):
                    how = "the program ended" if self._ended else "waited in vain"
                    raise BenchmarkFault(f"{how} before {what}; the screen showed:\n{self.screen.text}")
            return self._chunks.popleft()

    def _listen(self) -> None:
        tail = b""
        while True:
            content = self._read()
            at_ns = time.monotonic_ns()
            with self._news:
                self._ended = not content
                if content:
                    self._chunks.append((at_ns, content))
                    self.bytes_written += len(content)
                    self.first_byte_ns = self.first_byte_ns or at_ns
                self._news.notify_all()
            if not content:
                return
            tail = self._answer(tail + content)

    def _read(self) -> bytes:
        """What came next; empty when nothing more will, or when it is time to leave."""
        ready, _, _ = select.select([self._fd, self._leave], [], [])
        if self._leave in ready:
            return b""
        try:
            return os.read(self._fd, _CHUNK_BYTES)
        except OSError:
            return b""

    def _answer(self, said: bytes) -> bytes:
        """Answer every question in `said`; what is left over may be the beginning of the next one."""
        end = 0
        for question, answer in _ANSWERS:
            for found in question.finditer(said):
                end = max(end, found.end())
                with contextlib.suppress(OSError):
                    os.write(self._fd, answer)
        return said[max(end, len(said) - _LONGEST_QUESTION) :]
