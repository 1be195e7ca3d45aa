"""Which runs prove a package: enough to tell, and not more."""

from dataclasses import replace

from proctor.authoring.claims import references, starter, wrong_solutions
from proctor.authoring.trials import REFERENCE_SEEDS, Trial, needed_by, trials_of
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from tests.authoring.conftest import Change


def of_wrong(exercise: Exercise, name: str, levels: tuple[str, ...] = LEVELS) -> list[Trial]:
    claims = [claim for claim in wrong_solutions(exercise) if claim.name.endswith(name)]
    at = [level for level in LEVELS if level in levels]
    return list(trials_of(exercise, claims, at, 10))


def test_a_right_solution_is_tried_at_every_level_with_several_seeds(package: Exercise) -> None:
    claim = references(package)[0]
    found = {(trial.level, trial.seed) for trial in trials_of(package, [claim], LEVELS, 10)}
    assert found == {(level, 10 + more) for level in LEVELS for more in range(REFERENCE_SEEDS)}
    assert REFERENCE_SEEDS > 1


def test_the_starter_is_tried_once_at_every_level(package: Exercise) -> None:
    assert [trial.level for trial in trials_of(package, [starter(package)], LEVELS, 10)] == list(LEVELS)


def test_a_wrong_solution_meets_every_check_once_and_its_own_where_there_are_new_ones(package: Exercise) -> None:
    first, second = of_wrong(package, "added")
    assert (first.level, first.only) == ("junior", ())
    new = {check.id for check in package.all_checks if check.levels == ("mid", "senior")}
    assert new
    assert second.level == "mid"
    assert set(second.only) == {"test_state_dict", "test_matches_the_formula"} | new
    assert [(trial.level, trial.only) for trial in of_wrong(package, "assertions")] == [("mid", ())]


def test_at_one_level_it_meets_every_check_there(package: Exercise) -> None:
    assert [(trial.level, trial.only) for trial in of_wrong(package, "added", ("mid",))] == [("mid", ())]
    assert of_wrong(package, "assertions", ("junior",)) == []


def test_checks_that_ask_for_the_level_are_met_at_each(package: Exercise, change: Change) -> None:
    exercise = change(
        "checks/test_scaled.py", "x = torch.randn(3, 4,", "assert candidate.level\n    x = torch.randn(3, 4,"
    )
    asking = {check.id for check in exercise.all_checks if check.file == "test_scaled.py"}
    found = {trial.level: set(trial.only) for trial in of_wrong(exercise, "added")}
    assert found["junior"] == set()
    assert asking <= found["mid"]
    assert asking <= found["senior"]


def test_what_a_check_builds_on_comes_with_it(package: Exercise) -> None:
    assert needed_by(package, "mid", ["test_matches_the_formula"]) == ("test_state_dict", "test_matches_the_formula")
    assert needed_by(package, "mid", ["test_gradients"]) == ("test_gradients",)
    assert needed_by(package, "junior", ["test_wrong_arguments", "nothing"]) == ()


def test_checks_that_need_each_other_do_not_go_round_in_circles(package: Exercise) -> None:
    checks = tuple(
        replace(check, needs=("test_matches_the_formula",)) if check.id == "test_state_dict" else check
        for check in package.all_checks
    )
    circle = replace(package, all_checks=checks)
    assert set(needed_by(circle, "mid", ["test_state_dict"])) == {"test_state_dict", "test_matches_the_formula"}
