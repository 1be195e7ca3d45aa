"""One tmux client in control mode: commands go in as lines, answers come back in blocks, notices in between.

It may look and never touch: the flags keep it from having a size, and the only words that it sends are those written
in this package. Rows of a capture are counted, not searched for an end, since a program can print what an end looks
like.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from proctor.host.picture.frame import Capture
from proctor.host.picture.notices import Notices

FLAGS: Final = "ignore-size,read-only,pause-after=2"
"""`pause-after`: for a host that hangs, the server keeps two seconds of output and no more."""

_SIZE: Final = "#{cursor_x} #{cursor_y} #{cursor_flag} #{pane_width} #{pane_height}"
_CHUNK_BYTES: Final = 1 << 16
_FAREWELL_S: Final = 1.0
_OURS: Final = b"1"
"""The last word of a block's first line, when the block answers a command of this client."""


class ControlLostError(Exception):
    """The client has ended, or was refused something: the server is gone, or has been changed by somebody."""


@dataclass(slots=True)
class _Owed:
    """One answer to come. `rows_as`: it has as many rows as the last number of that answer says, whatever they say."""

    answer: asyncio.Future[list[bytes]]
    rows_as: "asyncio.Future[list[bytes]] | None" = None
    lines: list[bytes] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """Rows that are taken without being looked at."""
        if self.rows_as is None or self.rows_as.cancelled():
            return 0
        return int(self.rows_as.result()[0].split()[-1])


class Control:
    """A running client; `news` is set whenever a notice matters."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._owed: deque[_Owed] = deque()
        self._end = b""
        self._failure = b""
        self._ours = False
        self._rest = b""
        self.notices = Notices()
        self.news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, command: Sequence[str], environment: Mapping[str, str] | None = None) -> Self:
        """Start a client; `command` is tmux with its socket."""
        words = (*command[:1], "-u", "-C", *command[1:], "attach-session", "-t", "=proctor", "-f", FLAGS)
        return cls(
            await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment,
            )
        )

    async def ask(self, command: str) -> list[str]:
        """The answer's lines; raises ControlLostError where there is none."""
        owed = self._owe()
        self._send(command)
        return [line.decode(errors="replace") for line in await owed.answer]

    async def capture(self, target: str) -> Capture:
        """What a window shows; size and rows are of the same moment."""
        about = self._owe()
        rows = self._owe(rows_as=about.answer)
        self._send(f"display-message -p -t {target} '{_SIZE}' ; capture-pane -e -N -p -t {target}")
        try:
            lines = await rows.answer
            x, y, shown, columns, height = (int(word) for word in about.answer.result()[0].split())
        except (ValueError, IndexError) as fault:
            raise ControlLostError("a capture without a size") from fault
        return Capture(columns, height, (x, y) if shown else None, tuple(lines))

    async def wait(self, limit_s: float | None) -> None:
        """Return when there is news, or after so many seconds; raises ControlLostError once the client has ended."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                await self.news.wait()
        self.news.clear()
        if self._reading.done():
            raise ControlLostError("tmux has ended")

    async def close(self) -> None:
        """End the client and see it gone: a server that is ended while one lingers can be left half dead."""
        stdin = self._process.stdin
        with contextlib.suppress(OSError):
            if stdin is not None:
                stdin.write(b"\n")
                stdin.close()
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._reading.cancel()
        await asyncio.wait([self._reading])

    def _owe(self, rows_as: "asyncio.Future[list[bytes]] | None" = None) -> _Owed:
        if self._reading.done():
            raise ControlLostError("tmux has ended")
        owed = _Owed(asyncio.get_running_loop().create_future(), rows_as)
        self._owed.append(owed)
        return owed

    def _send(self, command: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(command.encode() + b"\n")

    async def _read(self) -> None:
        stdout = self._process.stdout
        try:
            while stdout is not None and (chunk := await stdout.read(_CHUNK_BYTES)):
                if not self._take(chunk):
                    break
        finally:
            for owed in self._owed:
                if not owed.answer.done():
                    owed.answer.set_exception(ControlLostError("tmux has ended"))
                    owed.answer.exception()  # nobody may be waiting for it any more
            self.news.set()

    def _take(self, chunk: bytes) -> bool:
        """Take what was read; returns whether it is as it should be."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            if self._end:
                if line == self._failure and not self._owes_rows():
                    return False
                self._in_block(line)
            elif line.startswith(b"%begin "):
                self._begin(line)
            elif self.notices.hear(line):
                self.news.set()
        return True

    def _begin(self, line: bytes) -> None:
        mark = line.removeprefix(b"%begin")
        self._end, self._failure = b"%end" + mark, b"%error" + mark
        self._ours = line.endswith(b" " + _OURS)

    def _in_block(self, line: bytes) -> None:
        owed = self._owed[0] if self._ours and self._owed else None
        if line != self._end or self._owes_rows():
            if owed is not None:
                owed.lines.append(line)
            return
        self._end = b""
        if owed is not None:
            self._owed.popleft()
            if not owed.answer.done():
                owed.answer.set_result(owed.lines)

    def _owes_rows(self) -> bool:
        """Whether the next line is a row of a capture, whatever it looks like."""
        return self._ours and bool(self._owed) and len(self._owed[0].lines) < self._owed[0].counted
