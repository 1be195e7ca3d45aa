"""What a session costs when nobody does anything: CPU time of all its processes, and bytes to the terminal."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.effort import Effort
from benchmarks.faults import BenchmarkFault
from benchmarks.figures import Figure, Statistic, at_most
from benchmarks.processes import belonging_to, cost_s
from benchmarks.pty_program import PtyProgram
from benchmarks.stage import EXERCISE, Sitting, Stage, stage

_CPU_PERCENT: Final = 1.0
_BYTES_PER_S: Final = 100.0
_WINDOWS: Final = 6
_SETTLE_S: Final = 8.0
_LAST_MINUTES: Final = "main_min = 4.9"

Say = Callable[[str], None]


def measure(effort: Effort) -> list[Figure]:
    """CPU and bytes with the clock running: with more than five minutes left and in the last five; tmux or not."""
    figures = []
    for when, exercise in (("over 5 min left", _usual), ("last 5 min", _short)):
        for how in ("in tmux", "without tmux"):
            with stage() as place:
                figures += _observe(f"{when}, {how}", place, exercise(place.folder), how, effort)
    return figures


def _observe(name: str, place: Stage, exercise: Path, how: str, effort: Effort) -> list[Figure]:
    sitting = place.working_session(exercise)
    where = place if how == "in tmux" else place.without_tmux()
    with where.at_terminal("join", sitting.folder.id) as program:
        program.wait_for(lambda screen: " hold" in screen.text, what="the screen")
        time.sleep(_SETTLE_S)
        cpu, written, parts = _windows(sitting, program, effort.idle_s)
    return [
        Figure(f"CPU, {name} ({parts})", "% of a core", tuple(cpu), at_most(_CPU_PERCENT, Statistic.MEAN)),
        Figure(f"to the terminal, {name}", "bytes/s", tuple(written), at_most(_BYTES_PER_S, Statistic.MEAN)),
    ]


def _windows(sitting: Sitting, program: PtyProgram, idle_s: float) -> tuple[list[float], list[float], str]:
    """Percent of one core and bytes per second, window by window, and what had which share of the CPU."""
    mark = sitting.stage.mark
    cpu, written = [], []
    first = earlier = belonging_to(mark)
    for _ in range(_WINDOWS):
        begun_s, bytes_before = time.monotonic(), program.bytes_written
        time.sleep(idle_s / _WINDOWS)
        later = belonging_to(mark)
        length_s = time.monotonic() - begun_s
        cpu.append(100 * sum(cost_s(earlier, later).values()) / length_s)
        written.append((program.bytes_written - bytes_before) / length_s)
        program.paint()
        earlier = later
    if len(earlier) < len(first):
        raise BenchmarkFault(f"something ended while nothing was done: {first} became {earlier}")
    shares = sorted(cost_s(first, earlier).items(), key=lambda share: -share[1])
    return cpu, written, ", ".join(f"{name} {100 * spent_s / idle_s:.2f}" for name, spent_s in shares if spent_s)


def _usual(_folder: Path) -> Path:
    return EXERCISE


def _short(folder: Path) -> Path:
    """The same exercise with so few minutes that the last five have begun."""
    copy = Path(shutil.copytree(EXERCISE, folder / EXERCISE.name))
    manifest = copy / "exercise.toml"
    manifest.write_text(re.sub(r"main_min = \d+", _LAST_MINUTES, manifest.read_text()))
    return copy
