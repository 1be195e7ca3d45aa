"""A linear watch in a process of its own, read as it speaks."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.host.conftest import until


class Lines:
    """What a process has said so far, line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))

    def hear(self, words: str) -> str:
        """The first line with these words, once it is said."""
        found: str = until(lambda: next((line for line in self.said if words in line), ""), why=f"{words!r} is said")
        return found

    def count(self, words: str) -> int:
        """How many lines have these words."""
        return sum(words in line for line in self.said)

    def ended(self) -> int:
        """The exit code, once the process has ended and everything it said was read."""
        code = self.process.wait(timeout=60)
        self._reader.join(timeout=20)
        return code


@contextmanager
def watching(environment: Mapping[str, str], *words: str, command: tuple[str, ...] = ()) -> Iterator[Lines]:
    """`proctor watch --linear WORDS` while the block runs; `command` stands in front of it or in its place."""
    call = command or (sys.executable, "-m", "proctor", "watch", "--linear", *words)
    process = subprocess.Popen(
        call,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = Lines(process)
    try:
        yield lines
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        lines.ended()
        assert process.stdout is not None
        process.stdout.close()
