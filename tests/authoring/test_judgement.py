"""Whether what came of a solution is what the package claims of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.authoring.claims import Claim
from proctor.authoring.judgement import held_against, judged, unsure_checks
from proctor.authoring.problems import Problem, merged, proved
from proctor.authoring.trials import Outcome
from proctor.session.verdicts import AGAINST, Verdict
from tests.authoring.written import CHECKS, RIGHT, STARTER, WRONG, outcome


def problems(found: Outcome) -> tuple[Problem, ...]:
    return judged(found, CHECKS)


def only_problem(found: Outcome) -> Problem:
    (problem,) = problems(found)
    assert problem.todo
    assert (problem.where, problem.levels, problem.seeds) == (found.trial.claim.name, ("mid",), (7,))
    return problem


@pytest.mark.parametrize(
    "found",
    [
        outcome(RIGHT),
        outcome(STARTER, b="FAIL"),
        outcome(STARTER, b="FAIL", c="ERROR"),
        outcome(WRONG, b="FAIL"),
        outcome(WRONG, b="TIMEOUT", c="FAIL"),
        outcome(WRONG, b="GONE", a="SKIP"),
        outcome(WRONG, b="ERROR", a="UNSURE"),
        outcome(WRONG, b="FAIL", only=True),
    ],
)
def test_what_is_claimed_holds(found: Outcome) -> None:
    assert problems(found) == ()


@pytest.mark.parametrize("verdict", ["FAIL", "ERROR", "TIMEOUT", "GONE", "SKIP"])
def test_a_right_solution_passes_everything(verdict: str) -> None:
    found = only_problem(outcome(RIGHT, c=verdict))
    assert (found.part, found.check, found.refuted) == ("reference", "test_c", True)
    assert f"test_c says {verdict}: test_c said so" in found.what


def test_what_a_framework_does_not_offer_is_not_missed() -> None:
    skipped = outcome(RIGHT, c="SKIP")
    assert judged(skipped, CHECKS, {"test_c said so"}) == ()
    assert len(judged(skipped, CHECKS, {"something else"})) == 1
    assert len(judged(outcome(RIGHT, c="FAIL"), CHECKS, {"test_c said so"})) == 1


@pytest.mark.parametrize(("claim", "check"), [(RIGHT, "a"), (WRONG, "b")])
def test_a_measurement_that_stays_unsure_shows_nothing(claim: Claim, check: str) -> None:
    found = outcome(claim, **{"b": "FAIL", check: "UNSURE"} if claim is WRONG else {check: "UNSURE"})
    assert unsure_checks(found) == (f"test_{check}",)
    problem = only_problem(replace(found, again=3))
    assert not problem.refuted
    assert "could not decide, 4 times" in problem.what


def test_only_measurements_that_matter_are_looked_at_again() -> None:
    assert unsure_checks(outcome(WRONG, a="UNSURE", b="FAIL")) == ()
    assert unsure_checks(outcome(RIGHT, a="UNSURE", b="UNSURE")) == ("test_a", "test_b")


def test_a_starter_leaves_something_to_do_that_a_candidate_sees() -> None:
    assert only_problem(outcome(STARTER)).what == "no visible check fails on it"
    assert only_problem(outcome(STARTER, c="FAIL")).what == "no visible check fails on it"


def test_a_starter_lets_something_hold() -> None:
    assert only_problem(outcome(STARTER, a="FAIL", b="FAIL")).what == "no visible check holds on it"
    assert only_problem(outcome(STARTER, a="FAIL", b="SKIP")).what == "no visible check holds on it"


@pytest.mark.parametrize("verdict", ["ERROR", "TIMEOUT", "GONE", "UNSURE"])
def test_a_starter_that_crashes_teaches_nothing(verdict: str) -> None:
    found = problems(outcome(STARTER, a="FAIL", b=verdict, c="PASS"))
    assert f"test_b says {verdict}: test_b said so" in {problem.what for problem in found}


def test_a_wrong_solution_that_its_check_lets_through_is_a_hole() -> None:
    assert "(nothing else fails either)" in only_problem(outcome(WRONG)).what
    found = only_problem(outcome(WRONG, c="FAIL"))
    assert (found.check, found.refuted) == ("test_b", True)
    assert "test_b passes, and it should fail (only test_c fails)" in found.what


def test_a_check_that_does_not_run_on_it_cannot_be_its_own() -> None:
    found = problems(outcome(WRONG, a="FAIL", b="SKIP"))
    assert [(problem.check, problem.others) for problem in found] == [("test_b", ()), ("", ("test_a",))]
    assert "does not run on it" in found[0].what


def test_what_else_fails_has_to_be_in_the_header() -> None:
    found = only_problem(outcome(WRONG, a="FAIL", b="FAIL", c="FAIL"))
    assert (found.check, found.others) == ("", ("test_a",))
    alone = replace(WRONG, also=frozenset())
    told = merged(
        [*problems(outcome(alone, a="FAIL", b="FAIL")), *problems(outcome(alone, b="FAIL", c="GONE", level="senior"))]
    )
    assert [(problem.others, problem.levels) for problem in told] == [(("test_a", "test_c"), ("mid", "senior"))]


@pytest.mark.parametrize("claim", [RIGHT, STARTER, WRONG])
def test_a_check_that_breaks_is_told_as_such_and_decides_nothing(claim: Claim) -> None:
    found = problems(outcome(claim, a="FAULT", b="PASS" if claim is RIGHT else "FAIL", c="PASS"))
    broken = [problem for problem in found if problem.check == "test_a"]
    assert [problem.refuted for problem in broken] == [False]
    assert "test_a itself breaks on it" in broken[0].what


def test_what_could_not_be_graded_is_undecided() -> None:
    found = only_problem(replace(outcome(RIGHT, a="FAULT", b="FAULT"), fault="the engine is gone"))
    assert not found.refuted
    assert "the engine is gone" in found.what


def test_the_same_problem_is_told_once_with_all_its_levels_and_seeds() -> None:
    told = [
        problem
        for level, seed in (("junior", 1), ("senior", 1), ("senior", 2))
        for problem in problems(outcome(RIGHT, level=level, seed=seed, a="FAIL"))
    ]
    (one,) = merged(told)
    assert (one.levels, one.seeds) == (("junior", "senior"), (1, 2))


def test_undecided_is_neither_proved_nor_refuted() -> None:
    unsure, wrong = (problems(outcome(RIGHT, a=verdict)) for verdict in ("UNSURE", "FAIL"))
    assert [proved(found) for found in ((), unsure, wrong, (*unsure, *wrong))] == [True, None, False, False]


@given(st.tuples(*[st.sampled_from(Verdict) for _ in "abc"]), st.sampled_from([RIGHT, STARTER, WRONG]))
def test_nothing_is_proved_by_accident(verdicts: tuple[Verdict, ...], claim: Claim) -> None:
    found = outcome(claim, **dict(zip("abc", verdicts, strict=True)))
    held = held_against(found)
    is_fine = problems(found) == ()
    assert not (is_fine and set(verdicts) & {Verdict.FAULT, Verdict.DEFERRED})
    if is_fine and claim is RIGHT:
        assert set(verdicts) == {Verdict.PASS}
    if is_fine and claim is WRONG:
        assert "test_b" in held
        assert held <= {"test_b", "test_c"}
    if is_fine and claim is STARTER:
        assert set(verdicts[:2]) & AGAINST
