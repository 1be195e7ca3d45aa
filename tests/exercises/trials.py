"""Running the solutions of shipped packages through their own checks, in a real engine."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from proctor.authoring import claims
from proctor.authoring.claims import Claim
from proctor.authoring.proving import tried
from proctor.authoring.trials import Outcome, Trial
from proctor.catalog.library import open_library
from proctor.catalog.manifest import Level
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
class Bench:
    """An engine that is warm."""

    address: Path
    seed: int = 20

    def tried(self, exercise: Exercise, claim: Claim, level: Level) -> Outcome:
        """What comes of a claim of a package at a level."""
        return asyncio.run(tried(partial(client.run, self.address), exercise, Trial(claim, level, self.seed)))

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
    return [claim.path for claim in claims.references(exercise) if claim.path is not None]


def held_against(found: Mapping[str, CheckFinished]) -> set[str]:
    """The checks that count against the work."""
    return {name for name, item in found.items() if item.verdict in AGAINST}
