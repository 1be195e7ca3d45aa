"""Checks separate right from wrong: a few trials of each package; `proctor exercise verify --all` makes all of them."""

import pytest

from proctor.authoring.claims import Claim, references, starter, wrong_solutions
from proctor.authoring.judgement import judged
from proctor.authoring.trials import checks_at
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise
from tests.exercises.trials import Bench, shipped


def chosen() -> list[object]:
    """Of every package the starter, a right solution, and two wrong ones where they first count."""
    return [
        pytest.param(exercise, claim, level, id=f"{exercise.root.name}-{claim.name}-{level}")
        for exercise in shipped()
        for wrong in [wrong_solutions(exercise)]
        for claim, level in (
            (starter(exercise), "mid"),
            (references(exercise)[0], "mid"),
            (wrong[0], wrong[0].levels[0]),
            (wrong[-1], wrong[-1].levels[0]),
        )
    ]


@pytest.mark.parametrize(("exercise", "claim", "level"), chosen())
def test_a_package_s_own_work_is_judged_as_the_package_says(
    bench: Bench, exercise: Exercise, claim: Claim, level: Level
) -> None:
    found = judged(bench.tried(exercise, claim, level), checks_at(exercise, level))
    assert [(problem.check, problem.what) for problem in found if problem.refuted] == []
