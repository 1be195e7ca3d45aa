"""Checks separate right from wrong: references pass, the starter does not, each wrong solution fails where it says."""

from pathlib import Path

import pytest

from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.session.verdicts import Verdict
from tests.exercises.trials import (
    NOT_AT_FAULT,
    Bench,
    WrongSolution,
    held_against,
    not_passed,
    references,
    shipped,
    wrong_solutions,
)

QUICK_WRONG = ("test_relative_bias/read_backwards", "test_padding_content/multiplied_by_the_mask")
SEEDS = (1, 2, 3)


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def rights() -> list[object]:
    """Every reference at every level; of an evaluation, all but one at one level are slow."""
    cases = []
    for exercise in shipped():
        for index, path in enumerate(references(exercise)):
            for level in exercise.manifest.levels:
                quick = exercise.manifest.practice or (index == 0 and level == "mid")
                marks = [] if quick else [pytest.mark.slow]
                cases.append(pytest.param(exercise, path, level, id=f"{path.stem}-{level}", marks=marks))
    return cases


def wrongs() -> list[object]:
    """Every wrong solution at the first and the last level it counts at: the levels between have no check of their own.

    Quick ones at the first only.
    """
    cases = []
    for exercise in shipped():
        for wrong in wrong_solutions(exercise):
            for level in dict.fromkeys((wrong.levels[0], wrong.levels[-1])):
                chosen = exercise.manifest.practice or named(wrong.path) in QUICK_WRONG
                marks = [] if chosen and level == wrong.levels[0] else [pytest.mark.slow]
                cases.append(pytest.param(exercise, wrong, level, id=f"{named(wrong.path)}-{level}", marks=marks))
    return cases


@pytest.mark.parametrize(("exercise", "solution", "level"), rights())
def test_a_reference_passes_every_check(bench: Bench, exercise: Exercise, solution: Path, level: str) -> None:
    assert not_passed(bench.judge(exercise, level, solution)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("exercise", "solution", "level"), [case for case in rights() if "senior" in str(case)])
def test_a_reference_passes_for_every_seed(
    bench: Bench, exercise: Exercise, solution: Path, level: str, seed: int
) -> None:
    assert not_passed(Bench(bench.address, seed).judge(exercise, level, solution)) == {}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("exercise", [pytest.param(exercise, id=exercise.root.name) for exercise in shipped()])
def test_the_starter_runs_and_fails_a_visible_check(bench: Bench, exercise: Exercise, level: str) -> None:
    """It fails honestly: with verdicts that point at the work, and with something that holds already."""
    found = bench.judge(exercise, level, None)
    visible = {check.id for check in exercise.checks(level, "visible")}
    assert held_against(found) & visible
    assert {found[name].verdict for name in visible} <= {Verdict.PASS, Verdict.FAIL, Verdict.SKIP}
    assert Verdict.PASS in {found[name].verdict for name in visible}


@pytest.mark.parametrize(("exercise", "wrong", "level"), wrongs())
def test_a_wrong_solution_fails_where_it_says(
    bench: Bench, exercise: Exercise, wrong: WrongSolution, level: str
) -> None:
    """The named check fails, no check fails that the header does not name, and no check breaks."""
    found = bench.judge(exercise, level, wrong.path)
    assert wrong.check in held_against(found)
    assert held_against(found) - wrong.also == {wrong.check}
    assert {name: item.message for name, item in found.items() if item.verdict not in NOT_AT_FAULT} == {}
