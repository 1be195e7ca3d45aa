"""What every shipped package holds besides its solutions: texts, anchors, feedback, wrong solutions."""

import re
import tomllib

import pytest

from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.catalog.promises import VISIBILITIES
from proctor.session.verdicts import Verdict
from tests.exercises.trials import references, shipped, wrong_solutions

EXERCISES = [pytest.param(exercise, id=exercise.root.name) for exercise in shipped()]
COLUMNS = 80


def test_there_is_a_practice_and_an_evaluation() -> None:
    assert {exercise.manifest.practice for exercise in shipped()} == {True, False}


def test_every_evaluation_that_ships_is_marked_as_public() -> None:
    """Everybody can read the repository it is in."""
    assert [exercise.name for exercise in shipped() if not exercise.manifest.practice and not exercise.is_public] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_specification_fits_a_narrow_terminal(exercise: Exercise) -> None:
    for level in exercise.manifest.levels:
        assert [line for line in exercise.spec(level).splitlines() if len(line) > COLUMNS] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_check_is_the_named_killer_of_a_wrong_solution(exercise: Exercise) -> None:
    assert {wrong.check for wrong in wrong_solutions(exercise)} == {check.id for check in exercise.all_checks}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_wrong_solution_says_what_is_wrong_and_where_it_counts(exercise: Exercise) -> None:
    levels_of = {check.id: set(check.levels) for check in exercise.all_checks}
    for wrong in wrong_solutions(exercise):
        assert wrong.says.startswith("Wrong: "), wrong.path
        assert wrong.also <= levels_of.keys(), wrong.path
        assert set(wrong.levels) <= levels_of[wrong.check], wrong.path


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_right_solutions_written_differently(exercise: Exercise) -> None:
    texts = {path.read_text(encoding="utf-8") for path in references(exercise)}
    assert len(texts) >= 3


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_rubric_anchors_every_criterion_at_every_level_once(exercise: Exercise) -> None:
    rubric = tomllib.loads((exercise.root / "private" / "rubric.toml").read_text(encoding="utf-8"))
    anchored = [(entry["criterion"], level) for entry in rubric["anchors"] for level in entry["levels"]]
    wanted = [(criterion.name, level) for criterion in exercise.manifest.criteria for level in LEVELS]
    assert sorted(anchored) == sorted(wanted)
    assert all(entry[score].strip() for entry in rubric["anchors"] for score in "1234")


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
@pytest.mark.parametrize("level", LEVELS)
def test_known_issues_move_checks_that_count_at_their_level(exercise: Exercise, level: str) -> None:
    checks = {visibility: {check.id for check in exercise.checks(level, visibility)} for visibility in VISIBILITIES}
    for issue in exercise.private_material(level).issues:
        named = re.findall(r"\btest_\w+", issue.metric)
        assert named, issue.id
        assert set(named) & (checks["visible"] | checks["hidden"]), issue.id
        assert (named[-1] in checks["visible"]) is ("(hidden)" not in issue.metric), issue.id


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
