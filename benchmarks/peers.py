"""What saves are measured against: the same tests in a process that is warm already, and pytest-watcher."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from benchmarks.faults import BenchmarkFault
from benchmarks.pty_program import PtyProgram
from benchmarks.screen import Screen
from benchmarks.stage import COLUMNS, ENTRY, LINES, Stage, save

_READY: Final = "ready"
_WATCHING: Final = "quit pytest-watcher"
_WAITS_AGAIN: Final = "Press w to show menu"
_BARE: Final = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Peers load no plugin that these tests do not need: that only makes them faster."""


def copy_of(workspace: Path, folder: Path) -> Path:
    """A workspace with the same files, for a peer alone: a save in one wakes nobody in another."""
    return Path(shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns("__pycache__")))


class WarmProcess:
    """A process that holds torch and pytest and forks for every run; use it in a `with`."""

    def __init__(self, stage: Stage, workspace: Path) -> None:
        self._entry = workspace / ENTRY
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.warm_process", str(workspace)],
            env={**stage.environment, **_BARE},
            cwd=workspace,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        self._expect(_READY)

    def span_ns(self, content: bytes) -> int:
        """From saving `content` to the end of its tests. Raises BenchmarkFault unless all of them pass."""
        if self._process.stdin is None:
            raise BenchmarkFault("the warm process takes no orders")
        begun_ns = time.monotonic_ns()
        save(self._entry, content)
        self._process.stdin.write("run\n")
        self._expect("0")
        return time.monotonic_ns() - begun_ns

    def _expect(self, answer: str) -> None:
        said = self._process.stdout.readline().strip() if self._process.stdout else ""
        if said != answer:
            raise BenchmarkFault(f"the warm process said {said!r} instead of {answer!r}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.terminate()
        self._process.wait()


class PytestWatcher:
    """pytest-watcher as it comes, at a terminal, on a workspace; use it in a `with`."""

    def __init__(self, stage: Stage, workspace: Path) -> None:
        self._entry = workspace / ENTRY
        command = [sys.executable, "-m", "pytest_watcher", "."]
        environment = {**stage.environment, **_BARE}
        self._program = PtyProgram(command, environment, workspace, columns=COLUMNS, lines=LINES)
        self._program.wait_for(_says(_WATCHING), what="pytest-watcher is ready")

    def span_ns(self, content: bytes, tests: int) -> int:
        """From saving `content` to the line that says how many tests passed. Raises BenchmarkFault unless all did.

        Returns once it waits for saves again: what is saved before that wakes nothing.
        """
        program = self._program
        program.paint()
        program.screen = Screen(COLUMNS, LINES)
        begun_ns = time.monotonic_ns()
        save(self._entry, content)
        ended_ns = program.wait_for(lambda screen: " in " in _last_words(screen), what="the tests' end")
        if f"{tests} passed" not in program.screen.text or "failed" in program.screen.text:
            raise BenchmarkFault(f"not every test passed under pytest-watcher:\n{program.screen.text}")
        program.wait_for(_says(_WAITS_AGAIN), what="pytest-watcher waits again")
        return ended_ns - begun_ns

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.__exit__(kind, error, trace)


def _says(words: str) -> Callable[[Screen], bool]:
    return lambda screen: words in screen.text


def _last_words(screen: Screen) -> str:
    """The line with which pytest ends; empty before it is there."""
    return next((row for row in screen.text.splitlines() if row.startswith("=") and " in " in row), "")
