"""How quickly a recording is at hand: `proctor replay` from the command to its screen, and from a key to its picture.

The recordings are of eight hours, with 2,000 saves and with 20,000; see `long_record`.
"""

import dataclasses
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.effort import Effort
from benchmarks.figures import Figure, Statistic, at_least, at_most, milliseconds
from benchmarks.long_record import long_record
from benchmarks.pty_program import PtyProgram
from benchmarks.screen import Screen
from benchmarks.stage import Stage, stage
from proctor.record.reel import Reel
from proctor.record.repository import environment_of
from proctor.review.film import Film
from proctor.review.reading import recording

_OPEN_MS: Final = 700
_STEP_MS: Final = 16
_STEP_P99_MS: Final = 25
_QUIET_S: Final = 0.12
"""So long after the last byte nothing more will come."""
_REST_S: Final = 0.04
"""What comes so long after the last byte is another painting: lines that are new get their colours in a pause."""
_PICTURE: Final = b"4"
_SAVE, _MARK, _BACK = b".", b"]", b","


def measure(effort: Effort) -> list[Figure]:
    """Opening and stepping, with 2,000 saves and 20,000, from a folder and from one file; and what is below it."""
    with stage() as place:
        sessions = Path(place.environment["PROCTOR_SESSIONS"])
        plain = long_record(sessions / "0105-long", effort.long_saves).path
        pictured = long_record(sessions / "0105-pictured", effort.long_saves, pictured=True).path
        longest = long_record(sessions / "0105-longest", effort.longest_saves).path
        file = place.folder / "long.bundle"
        place.run("export", plain.name, "--with-private", "-o", str(file))
        saves, most, few = f"{effort.long_saves} saves", f"{effort.longest_saves} saves", max(2, effort.starts // 3)
        return [
            *_opens(place, plain, saves, effort.starts, _OPEN_MS),
            *_opens(place, pictured, f"{saves}, with pictures", effort.starts, _OPEN_MS),
            *_opens(place, file, f"{saves}, one file", effort.starts),
            *_opens(place, longest, most, few),
            *_steps(place, plain, saves, effort.steps),
            *_steps(place, pictured, f"{saves}, the terminal's picture", effort.steps, first=_PICTURE),
            *_unbounded(_steps(place, longest, most, effort.steps)),
            *_below(plain, saves, few, effort.steps),
            *_below(longest, most, few, effort.steps),
        ]


def _opens(place: Stage, record: Path, name: str, rounds: int, bound_ms: float | None = None) -> list[Figure]:
    """From the command to a screen that can be used, and to everything on it."""
    usable, whole, peaks = [], [], []
    for _ in range(rounds + 1):
        with place.at_terminal("replay", str(record)) as program:
            usable.append(program.wait_for(_summary, what="the summary") - program.started_ns)
            whole.append(program.wait_for(_facts, what="the facts in the summary") - program.started_ns)
            peaks.append(program.peak_mb)
    target = None if bound_ms is None else at_most(bound_ms)
    return [
        Figure(f"replay, {name}: the summary, and keys work", "ms", milliseconds(usable[1:]), target),
        Figure(f"replay, {name}: with derived facts", "ms", milliseconds(whole[1:])),
        Figure(f"replay, {name}: memory", "MB", tuple(peaks[1:])),
    ]


def _steps(place: Stage, record: Path, name: str, count: int, first: bytes = b"") -> list[Figure]:
    """From a key to the last byte of the picture it makes: saves one by one, then marks, then back."""
    with place.at_terminal("replay", str(record)) as program:
        program.wait_for(_facts, what="the facts in the summary")
        program.press(b"\r")
        program.wait_for(_at_save(1), what="the first save")
        program.settled(_QUIET_S)
        if first:
            program.press(first)
            program.settled(_QUIET_S)
        figures = []
        for what, key in (("to the next save", _SAVE), ("to the next event", _MARK), ("to the save before", _BACK)):
            steps = [_step(program, key) for _ in range(count + 3)][3:]
            samples = milliseconds([painted_ns for painted_ns, _ in steps])
            coloured = milliseconds([rested_ns for painted_ns, rested_ns in steps if rested_ns > painted_ns])
            figures += [
                Figure(f"{what}, {name}", "ms", samples, at_most(_STEP_MS)),
                Figure(f"{what}, {name}, its slowest", "ms", samples, at_most(_STEP_P99_MS, Statistic.P99)),
            ]
            if coloured:
                figures.append(Figure(f"{what}, {name}, where new lines were coloured afterwards", "ms", coloured))
        return figures


def _unbounded(figures: list[Figure]) -> list[Figure]:
    """The same without targets: ten times as many saves than anybody makes in a day have to be usable, no more."""
    return [dataclasses.replace(figure, target=None) for figure in figures]


def _step(program: PtyProgram, key: bytes) -> tuple[int, int]:
    """From the key to the last byte of the picture, and to the last byte of all."""
    begun_ns = time.monotonic_ns()
    program.press(key)
    ends_ns = program.paintings(_REST_S, _QUIET_S)
    return ends_ns[0] - begun_ns, ends_ns[-1] - begun_ns


def _below(record: Path, name: str, rounds: int, steps: int) -> list[Figure]:
    """What a step rests on: a recording read, verified and gone through, and the diff of neighbours."""
    reads, states, diffs, plain = [], [], [], []
    for _ in range(rounds):
        begun_ns = time.monotonic_ns()
        with recording(record) as recorded:
            film = Film(recorded)
            reads.append(time.monotonic_ns() - begun_ns)
    with recording(record) as recorded, Reel(recorded.record) as reel:
        film = Film(recorded)
        apart = max(1, len(film.frames) // steps)
        pairs = list(zip(film.frames[::apart], film.frames[1::apart], strict=False))
        reel.patch(pairs[0][0].tree, pairs[0][1].tree)
        for before, after in pairs[1:]:
            states.append(_spent_ns(lambda after=after: film.state_at(after.t_s)))
            diffs.append(_spent_ns(lambda before=before, after=after: reel.patch(before.tree, after.tree)))
        for before, after in pairs[1 :: max(1, len(pairs) // 40)]:
            plain.append(
                _spent_ns(lambda before=before, after=after: _plain_diff(recorded.record, before.tree, after.tree))
            )
    ratio = statistics.median(plain) / statistics.median(diffs)
    return [
        Figure(f"read, verify and go through, {name}", "ms", milliseconds(reads)),
        Figure(f"the state at a moment, {name}", "ms", milliseconds(states)),
        Figure(f"the diff of two saves, {name}", "ms", milliseconds(diffs)),
        Figure(f"the same by one git diff each, {name}", "ms", milliseconds(plain)),
        Figure(f"the diff, against one git diff each, {name}", "times faster", (ratio,), at_least(2)),
    ]


def _plain_diff(record: Path, before: str, after: str) -> None:
    subprocess.run(
        ["git", "diff", "--no-ext-diff", before, after, "--"],
        env={"PATH": "/usr/bin:/bin", **environment_of(record)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _spent_ns(act: Callable[[], object]) -> int:
    begun_ns = time.monotonic_ns()
    act()
    return time.monotonic_ns() - begun_ns


def _summary(screen: Screen) -> bool:
    return "Jump to" in screen.text and "the feedback" in screen.text and "Leave" in screen.text


def _facts(screen: Screen) -> bool:
    return _summary(screen) and "First held" in screen.text and "Record" in screen.text


def _at_save(number: int) -> Callable[[Screen], bool]:
    return lambda screen: f"save {number}/" in screen.row(0)
