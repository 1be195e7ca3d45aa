"""How long the checks of a package take over right work, measured with nothing else on the engine."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

import msgspec

from proctor.authoring.claims import references
from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Visibility
from proctor.checks.grading import CarryOut, grade
from proctor.host.solution import read_solution
from proctor.host.suites import suite_of

WHOLE_S: Final = 3.0
VISIBLE_S: Final = 1.0
_USUAL: Final[Level] = "mid"
_PAUSE_S: Final = 0.4
"""Between two runs, as between two saves: the engine gets ready for the next one."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Median seconds over the right solutions at `level`: the visible checks when warm, and all checks."""

    level: str
    solutions: int
    visible_s: float
    whole_s: float

    @property
    def too_slow(self) -> tuple[str, ...]:
        """What takes longer than a candidate should wait; words, for on a busy machine it says nothing."""
        slow = []
        if self.visible_s > VISIBLE_S:
            slow.append(f"the visible checks take {self.visible_s:.1f} s at {self.level}, above {VISIBLE_S:g} s")
        if self.whole_s > WHOLE_S:
            slow.append(f"all checks take {self.whole_s:.1f} s at {self.level}, above {WHOLE_S:g} s")
        return tuple(slow)


async def measured_times(exercise: Exercise, carry_out: CarryOut, seed: int) -> Times | None:
    """The times of a package at the usual level, else at the hardest; None if it has no right solution."""
    offered = [level for level in LEVELS if level in exercise.manifest.levels]
    level = _USUAL if _USUAL in offered else offered[-1]
    stopwatch = _Stopwatch(exercise, level, carry_out, seed)
    visible: list[float] = []
    whole: list[float] = []
    for path in (claim.path for claim in references(exercise)):
        tree = exercise.workspace(level) if path is None else read_solution(exercise, level, path).contents
        await stopwatch.run_s("visible", tree)  # after hidden checks, and at the very first, they are not warm
        visible.append(await stopwatch.run_s("visible", tree))
        whole.append(visible[-1] + await stopwatch.run_s("hidden", tree))
    if not whole:
        return None
    return Times(
        level=level, solutions=len(whole), visible_s=round(median(visible), 3), whole_s=round(median(whole), 3)
    )


@dataclass(frozen=True, slots=True)
class _Stopwatch:
    exercise: Exercise
    level: Level
    carry_out: CarryOut
    seed: int

    async def run_s(self, visibility: Visibility, tree: Mapping[str, bytes]) -> float:
        """Seconds that one run takes by the engine's clock."""
        await asyncio.sleep(_PAUSE_S)
        suite = suite_of(self.exercise, self.level, visibility)
        return (await grade(self.carry_out, suite, tree, seed=self.seed)).ms / 1000 if suite.ids else 0.0
