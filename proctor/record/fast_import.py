"""One `git fast-import` that lives as long as its writer: commands go in, and are on disk when the answer is back."""

import contextlib
import os
import selectors
import subprocess
import time
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from git import Git

_ANSWER_S: Final = 20.0
_CLOSE_S: Final = 5.0


class ImporterGoneError(Exception):
    """The process ended, or did not answer; what it was told last may or may not have been done."""


class FastImport:
    """The process; one caller at a time.

    `--done` matters: without it, a stream cut by a crash in the middle of a commit would be taken for a whole one.
    """

    def __init__(self, git: "Git") -> None:
        # GitPython wraps the process in an object that passes attributes on and ends it when forgotten.
        self._process: Any = git.fast_import(
            "--quiet", "--date-format=raw", "--done", istream=subprocess.PIPE, as_process=True
        )
        self._asked = 0
        self._unread = b""

    def exchange(self, commands: bytes) -> list[bytes]:
        """Carry out `commands` and return the lines they print, once objects and refs are durable.

        Raises: ImporterGoneError.
        """
        self._asked += 1
        end = b"progress %d" % self._asked
        stdin: IO[bytes] = self._process.stdin
        try:
            stdin.write(commands + b"checkpoint\n" + end + b"\n")
            stdin.flush()
            return self._lines_until(end)
        except (OSError, ValueError) as fault:
            raise ImporterGoneError(self._last_words() or str(fault)) from fault

    def close(self) -> None:
        """End the process in good order; kill it if it does not."""
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(b"done\n")
            self._process.stdin.close()
        try:
            self._process.proc.wait(_CLOSE_S)
        except subprocess.TimeoutExpired:
            self._process.proc.kill()
            self._process.proc.wait()
        for stream in (self._process.stdout, self._process.stderr):
            stream.close()

    def _lines_until(self, end: bytes) -> list[bytes]:
        lines: list[bytes] = []
        deadline_s = time.monotonic() + _ANSWER_S
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while True:
                line, newline, rest = self._unread.partition(b"\n")
                if not newline:
                    self._read_more(selector, deadline_s)
                    continue
                self._unread = rest
                if line == end:
                    return lines
                lines.append(line)

    def _read_more(self, selector: selectors.BaseSelector, deadline_s: float) -> None:
        if not selector.select(max(0.0, deadline_s - time.monotonic())):
            raise TimeoutError(f"no answer in {_ANSWER_S:g} s")
        chunk = os.read(self._process.stdout.fileno(), 1 << 16)
        if not chunk:
            raise BrokenPipeError("it ended")
        self._unread += chunk

    def _last_words(self) -> str:
        """Make sure the process is gone and return what it said on its way."""
        self._process.proc.kill()
        self._process.proc.wait()
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.close()
        said: bytes = self._process.stderr.read()
        self._process.stdout.close()
        self._process.stderr.close()
        # A crash report of many lines follows the one that says why.
        return next((line for line in said.decode(errors="replace").splitlines() if line.strip()), "").strip()
