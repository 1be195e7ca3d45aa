"""How long until a person sees something: `start`, `join` and `--help`, measured at a terminal from outside."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from benchmarks.effort import Effort
from benchmarks.faults import BenchmarkFault
from benchmarks.figures import Figure, at_most, milliseconds
from benchmarks.pty_program import PtyProgram
from benchmarks.screen import Screen
from benchmarks.stage import EXERCISE, Sitting, Stage, proctor, stage

_START_SHELL_MS: Final = 1000
_JOIN_SHELL_MS: Final = 400
_JOIN_ALL_MS: Final = 800
_HELP_MS: Final = 200
_SPEC_WORDS: Final = "Why this layer"
"""A heading of the specification: it is there once the Markdown is drawn."""


@dataclass
class Spans:
    """Nanoseconds from the program's start to its first byte, to the shell, and to everything."""

    first_byte: list[int] = field(default_factory=list)
    shell: list[int] = field(default_factory=list)
    everything: list[int] = field(default_factory=list)


def measure(effort: Effort) -> list[Figure]:
    """Time to the first byte, the shell (clock bar with the phase) and everything, with tmux and without."""
    with stage() as place:
        return [*_starts(place, effort), *_joins(place, effort), _help(place, effort)]


def _starts(place: Stage, effort: Effort) -> list[Figure]:
    figures = []
    for name, where in (("in tmux", place), ("without tmux", place.without_tmux())):
        spans = Spans()
        for _ in _rounds(effort):
            with where.at_terminal("start", str(EXERCISE), "--candidate", "Ada") as program:
                _watch(program, spans, _phase("LOBBY"), _lobby)
            place.end_processes()
        figures += _figures(f"start, {name}", spans, _START_SHELL_MS, None)
    return figures


def _joins(place: Stage, effort: Effort) -> list[Figure]:
    sitting = place.working_session()
    ways: tuple[tuple[str, Stage, Callable[[Sitting], None]], ...] = (
        ("in tmux, its first screen", place, Sitting.close_terminal),
        ("in tmux, back to its screen", place, _leave_alone),
        ("without tmux", place.without_tmux(), _leave_alone),
    )
    figures = []
    for name, where, prepare in ways:
        spans = Spans()
        for _ in _rounds(effort):
            prepare(sitting)
            with where.at_terminal("join", sitting.folder.id) as program:
                _watch(program, spans, _phase("WORK"), _work)
        figures += _figures(f"join a live session, {name}", spans, _JOIN_SHELL_MS, _JOIN_ALL_MS)
    return figures


def _help(place: Stage, effort: Effort) -> Figure:
    spans = []
    for _ in _rounds(effort):
        begun_ns = time.monotonic_ns()
        done = subprocess.run(proctor("--help"), env=dict(place.environment), capture_output=True, check=False)
        spans.append(time.monotonic_ns() - begun_ns)
        if done.returncode or b"start" not in done.stdout:
            raise BenchmarkFault(f"proctor --help failed: {done.stderr.decode()}")
    return Figure("proctor --help, whole process", "ms", milliseconds(spans[1:]), at_most(_HELP_MS))


def _rounds(effort: Effort) -> range:
    """One more than is counted: the first fills the page cache and writes byte-code."""
    return range(effort.starts + 1)


def _watch(
    program: PtyProgram, spans: Spans, shell: Callable[[Screen], bool], everything: Callable[[Screen], bool]
) -> None:
    shell_ns = program.wait_for(shell, what="the clock bar")
    everything_ns = program.wait_for(everything, what="everything")
    spans.first_byte.append((program.first_byte_ns or shell_ns) - program.started_ns)
    spans.shell.append(shell_ns - program.started_ns)
    spans.everything.append(max(shell_ns, everything_ns) - program.started_ns)


def _figures(name: str, spans: Spans, shell_ms: float, everything_ms: float | None) -> list[Figure]:
    return [
        Figure(f"{name}: first byte", "ms", milliseconds(spans.first_byte[1:])),
        Figure(f"{name}: shell with the clock bar", "ms", milliseconds(spans.shell[1:]), at_most(shell_ms)),
        Figure(
            f"{name}: everything",
            "ms",
            milliseconds(spans.everything[1:]),
            None if everything_ms is None else at_most(everything_ms),
        ),
    ]


def _phase(word: str) -> Callable[[Screen], bool]:
    return lambda screen: screen.row(0).lstrip().startswith(word)


def _lobby(screen: Screen) -> bool:
    return "[ Start the clock ]" in screen.text and "What is recorded" in screen.text and "Leave" in screen.text


def _work(screen: Screen) -> bool:
    text = screen.text
    return _SPEC_WORDS in text and " hold" in text and "Leave" in text


def _leave_alone(_sitting: Sitting) -> None:
    pass
