"""Two sides timed in turn by one clock, with fresh inputs for every pair, and a figure with its bounds.

The clock belongs to whoever calls this, never to the code that is timed. Three things are timed in each pair: the
work, the baseline, and a call that carries the same tensors there and back without any work. Two ratios come of it:

- wall clock against wall clock, which a busy machine moves on both sides alike: its lower bound can fail the work;
- wall clock against the *processor* time of the baseline's side, which code under test cannot stretch by keeping the
  machine busy while the baseline runs: its upper bound can pass the work.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Protocol, TypeVar

from torch import Tensor

from proctor.checks.figures import TimeFigures
from proctor.checks.measuring.steps import Fresh, Inputs, MakeInputs, Step, Tolerance, expect_alike, own_copy
from proctor.checks.outcome import Unsure

WARM_UP_PAIRS: Final = 2
PAIRS_MIN: Final = 7
PAIRS_MAX: Final = 25
WORK_SHARE_MIN: Final = 0.25
"""How much of the baseline's time has to be work and not transport, for the figure to say anything."""


Result = TypeVar("Result")


class Sides(Protocol):
    """The work and its baseline, wherever they run."""

    @property
    def work(self) -> Step:
        """What is under test."""
        ...

    @property
    def baseline(self) -> Step:
        """What it is held against."""
        ...

    def carry(self, inputs: Inputs, results: Sequence[Tensor], /) -> None:
        """Bring the inputs to the baseline's side and tensors of the results' forms back, without any work."""
        ...

    def baseline_cpu_s(self) -> float:
        """Processor time that everything but the code under test has used so far."""
        ...

    def left_s(self) -> float:
        """Seconds until the check has to be over."""
        ...


@dataclass(frozen=True, slots=True)
class Lap:
    """Seconds that one step took: on the wall, and of processors on the baseline's side."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One measurement of each."""

    work_s: float
    baseline: Lap
    carried: Lap

    def wall_ratio(self) -> float:
        """Work against baseline on the wall, without the transport."""
        return _positive(self.work_s - self.carried.wall_s) / _positive(self.baseline.wall_s - self.carried.wall_s)

    def harsh_ratio(self) -> float:
        """The work on the wall against the baseline's processor time, without the transport's."""
        return _positive(self.work_s - self.carried.cpu_s) / _positive(self.baseline.cpu_s - self.carried.cpu_s)


def race(sides: Sides, inputs: MakeInputs, tolerance: Tolerance, *, what: str) -> TimeFigures:
    """Time both sides in turn.

    Raises: AssertionError when a timed result is not the baseline's; Unsure when the transport hides the work.
    """
    began_s = perf_counter()
    budget_s = sides.left_s() / 4  # so that it can be repeated before anything is held against the work
    fresh = Fresh(inputs)
    pairs: list[Pair] = []
    for number in range(WARM_UP_PAIRS + PAIRS_MAX):
        pair = _pair(sides, fresh(), tolerance, what, work_first=number % 2 == 0)
        if number >= WARM_UP_PAIRS:
            pairs.append(pair)
        if len(pairs) >= PAIRS_MIN and perf_counter() - began_s > budget_s:
            break
    spent_s = perf_counter() - began_s
    return _figures(pairs, can_repeat=sides.left_s() > 1.5 * spent_s)


def _pair(sides: Sides, given: Inputs, tolerance: Tolerance, what: str, *, work_first: bool) -> Pair:
    for_work, for_baseline = (own_copy(given, grad=step.grad) for step in (sides.work, sides.baseline))
    work: tuple[float, list[Tensor]] | None = _timed(sides.work, for_work) if work_first else None
    before_s = sides.baseline_cpu_s()
    wall_s, expected = _timed(sides.baseline, for_baseline)
    between_s = sides.baseline_cpu_s()
    carried_s, _ = _timed(lambda inputs: sides.carry(inputs, expected), given)
    after_s = sides.baseline_cpu_s()
    work_s, actual = work or _timed(sides.work, for_work)
    expect_alike(actual, expected, tolerance, what=what)
    return Pair(work_s, Lap(wall_s, between_s - before_s), Lap(carried_s, after_s - between_s))


def _timed(step: Callable[[Inputs], Result], inputs: Inputs) -> tuple[float, Result]:
    began_s = perf_counter()
    result = step(inputs)
    return perf_counter() - began_s, result


def _figures(pairs: Sequence[Pair], *, can_repeat: bool) -> TimeFigures:
    baseline_s = statistics.median(pair.baseline.wall_s for pair in pairs)
    carried_s = statistics.median(pair.carried.wall_s for pair in pairs)
    if carried_s > (1 - WORK_SHARE_MIN) * baseline_s:
        raise Unsure(
            f"Bringing the inputs there took {carried_s * 1000:.2f} of the baseline's {baseline_s * 1000:.2f} ms, too "
            "much to time the work itself; a person will look."
        )
    walls = sorted(pair.wall_ratio() for pair in pairs)
    harsh = sorted(pair.harsh_ratio() for pair in pairs)
    cut = max(math.floor(len(pairs) / 2 - 0.98 * math.sqrt(len(pairs))), 0)  # 95 % interval of a median, by rank
    return TimeFigures(
        ratio=statistics.median(walls),
        low=walls[cut],
        high=max(harsh[-1 - cut], walls[-1 - cut]),
        work_ms=1000 * statistics.median(pair.work_s for pair in pairs),
        baseline_ms=1000 * baseline_s,
        carried_ms=1000 * carried_s,
        pairs=len(pairs),
        can_repeat=can_repeat,
    )


def _positive(seconds: float) -> float:
    return max(seconds, 1e-9)
