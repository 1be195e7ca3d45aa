"""What every shipped package holds besides its solutions: texts, anchors, feedback, wrong solutions."""

import re

import pytest

from proctor.authoring.claims import wrong_solutions
from proctor.authoring.form import form_problems
from proctor.authoring.known_issues import issue_problems
from proctor.authoring.leaks import leak_problems
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.session.verdicts import Verdict
from tests.exercises.trials import shipped

EXERCISES = [pytest.param(exercise, id=exercise.root.name) for exercise in shipped()]
WRONG_AT_LEAST = 15
CRITERIA = (
    "Correctness",
    "Gradients and numerics",
    "Efficiency",
    "Framework practice",
    "Documentation",
    "Debugging and testing",
    "Limits and unfinished work",
    "Response to feedback",
)


def test_there_is_a_practice_and_an_evaluation() -> None:
    assert {exercise.manifest.practice for exercise in shipped()} == {True, False}


def test_every_evaluation_that_ships_is_marked_as_public() -> None:
    """Everybody can read the repository it is in."""
    assert [exercise.name for exercise in shipped() if not exercise.manifest.practice and not exercise.is_public] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_nothing_is_wrong_with_a_package_s_form_and_nothing_private_gets_out(exercise: Exercise) -> None:
    levels = [level for level in LEVELS if level in exercise.manifest.levels]
    found = (*form_problems(exercise, levels), *issue_problems(exercise, levels), *leak_problems(exercise))
    assert [(problem.where, problem.what) for problem in found] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_enough_wrong_solutions_to_say_what_its_checks_are_worth(exercise: Exercise) -> None:
    assert len(wrong_solutions(exercise)) >= WRONG_AT_LEAST


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_is_judged_by_the_same_criteria(exercise: Exercise) -> None:
    assert tuple(criterion.name for criterion in exercise.manifest.criteria) == CRITERIA


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("level", LEVELS)
def test_an_interviewer_is_prepared_at_every_level(exercise: Exercise, level: str) -> None:
    material = exercise.private_material(level)
    assert material.guide
    assert material.opening
    assert len(material.watch) == 3
    assert min(map(len, (material.questions, material.strengths, material.improvements))) >= 2
    assert len(material.issues) >= 5
    assert len(material.rubric) == len(exercise.manifest.criteria)
    assert len(material.checks) == exercise.hidden_count(level) > 0
    assert all(issue.hint and issue.fix and issue.metric for issue in material.issues)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_what_an_interviewer_says_first_promises_no_minutes(exercise: Exercise) -> None:
    """Minutes differ by level and by what was agreed with this candidate."""
    opening = exercise.private_material(next(iter(exercise.manifest.levels))).opening
    assert not re.search(r"\d|minute|hour", opening)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_guide_speaks_of_checks_that_exist(exercise: Exercise) -> None:
    guide = (exercise.root / "private" / "guide.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\btest_\w+", guide))
    assert named
    assert named <= {check.id for check in exercise.all_checks}


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("level", LEVELS)
def test_feedback_on_green_work_praises_and_looks_further(exercise: Exercise, level: str) -> None:
    """A candidate whose visible checks all pass is not told that something failed, at any level."""
    green = {check.id: Verdict.PASS for check in exercise.checks(level, "visible")}
    strength, improvement = exercise.guide().choose(green)
    assert strength != exercise.guide().strength[-1].text
    assert improvement.startswith("All visible promises hold")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_feedback_answers_each_visible_check_that_fails(exercise: Exercise) -> None:
    guide = exercise.guide()
    default = guide.improvement[-1].text
    for check in exercise.checks("mid", "visible"):
        verdicts = {other.id: Verdict.PASS for other in exercise.checks("mid", "visible")} | {check.id: Verdict.FAIL}
        improvement = guide.choose(verdicts)[1]
        assert improvement != default
        assert not improvement.startswith("All visible promises hold")
