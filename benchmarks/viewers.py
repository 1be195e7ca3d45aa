"""Viewers of a session, in a process of their own: so that they take no time from the clock that measures."""

import json
import subprocess
import sys
from types import TracebackType
from typing import Literal, Self

from benchmarks.faults import BenchmarkFault
from benchmarks.stage import Sitting

Manner = Literal["reading", "stalled", "flooding"]


class Viewers:
    """`count` viewers that read the socket; use it in a `with`."""

    def __init__(self, sitting: Sitting, count: int, mark: str, manner: Manner = "reading") -> None:
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "benchmarks.raw_viewers", str(sitting.places.socket("interviewer"))),
                *(str(count), mark, "--manner", manner),
            ],
            env=dict(sitting.stage.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
            raise BenchmarkFault(f"{count} viewers could not join")

    def seen(self) -> list[list[int]]:
        """End, and tell for each viewer the instants (ns) at which the mark was in a picture that came."""
        told, _ = self._process.communicate()
        return [json.loads(line) for line in told.splitlines()]

    def kill(self) -> None:
        """End without a word, as a broken connection does."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.kill()
