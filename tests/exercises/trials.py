"""Running the solutions of shipped packages through their own checks, in a real engine."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from proctor.catalog.library import open_library
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Visibility
from proctor.checks import client
from proctor.checks.grading import grade
from proctor.checks.request import CheckFinished
from proctor.host.solution import read_solution
from proctor.host.suites import suite_of
from proctor.session.verdicts import AGAINST, Verdict

# A measurement of time or memory may be too close to decide; what is wrong there is judged by another check.
NOT_AT_FAULT = frozenset({Verdict.PASS, Verdict.SKIP, Verdict.UNSURE, *AGAINST})


@dataclass(frozen=True)
class WrongSolution:
    """A solution that must fail at the check its folder is named after; the header says where else it may."""

    path: Path
    check: str
    also: frozenset[str]
    levels: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Bench:
    """An engine that is warm."""

    address: Path
    seed: int = 20

    def judge(
        self,
        exercise: Exercise,
        level: str,
        solution: Path | None,
        visibilities: tuple[Visibility, ...] = ("visible", "hidden"),
    ) -> dict[str, CheckFinished]:
        """Every check of a level on a solution, in a run for each visibility; None is the starter as it comes."""
        tree = exercise.workspace(level) if solution is None else read_solution(exercise, level, solution).contents
        found: dict[str, CheckFinished] = {}
        for visibility in visibilities:
            suite = suite_of(exercise, level, visibility)
            graded = asyncio.run(grade(partial(client.run, self.address), suite, tree, seed=self.seed))
            assert graded.fault == ""
            found |= graded.outcomes
        return found


def shipped() -> tuple[Exercise, ...]:
    """The packages of the layer kind that come with the project."""
    library = open_library({})
    assert library.problems == ()
    return tuple(exercise for exercise in library.exercises if exercise.manifest.kind == "layer")


def references(exercise: Exercise) -> list[Path]:
    """The right solutions of a package."""
    return sorted((exercise.root / "private" / "reference").glob("*.py"))


def wrong_solutions(exercise: Exercise) -> list[WrongSolution]:
    """The wrong solutions of a package, with what their headers say."""
    return [read_header(path) for path in sorted((exercise.root / "private" / "wrong").glob("*/*.py"))]


def read_header(path: Path) -> WrongSolution:
    """The comment on top of a wrong solution: what is wrong, `also` and `levels`."""
    lines = [line.removeprefix("#").strip() for line in path.read_text(encoding="utf-8").split('"""')[0].splitlines()]
    also, levels = (listed(lines, word) for word in ("also", "levels"))
    says = " ".join(line for line in lines if not re.match(r"(also|levels):", line))
    return WrongSolution(path, path.parent.name, frozenset(also), tuple(levels) or LEVELS, says)


def listed(lines: list[str], word: str) -> list[str]:
    """The names after `word:`."""
    line = next((line for line in lines if line.startswith(f"{word}:")), f"{word}:")
    return [name.strip() for name in line.removeprefix(f"{word}:").split(",") if name.strip()]


def not_passed(found: Mapping[str, CheckFinished]) -> dict[str, str]:
    """The checks that did not pass, with verdict and message."""
    return {name: f"{item.verdict}: {item.message}" for name, item in found.items() if item.verdict != Verdict.PASS}


def held_against(found: Mapping[str, CheckFinished]) -> set[str]:
    """The checks that count against the work."""
    return {name for name, item in found.items() if item.verdict in AGAINST}
