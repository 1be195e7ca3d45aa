"""Which check caught what, how many were caught, and what was not the same each time."""

from dataclasses import replace

from proctor.authoring.kills import MutationScore, by_check, kills_of, mutation_score
from proctor.authoring.steadiness import Said, unsteady
from tests.authoring.written import CHECKS, RIGHT, WRONG, outcome

OTHER = replace(WRONG, name="wrong/test_b/other")


def test_a_wrong_solution_is_caught_if_its_check_fails_wherever_it_was_tried() -> None:
    tried = [outcome(WRONG, b="FAIL", level="mid"), outcome(WRONG, b="FAIL", c="ERROR", level="senior")]
    (kill,) = kills_of([outcome(RIGHT), *tried])
    assert (kill.caught, kill.others, kill.levels) == (True, ("test_c",), ("mid", "senior"))
    (kill,) = kills_of([*tried, outcome(WRONG, c="FAIL", seed=8)])
    assert (kill.caught, kill.others) == (False, ("test_c",))


def test_the_table_says_what_a_check_catches_and_what_nothing_else_does() -> None:
    kills = kills_of([outcome(WRONG, b="FAIL", c="FAIL"), outcome(OTHER, b="FAIL")])
    table = {row.check: row for row in by_check(CHECKS, kills)}
    assert table["test_b"].own == ("wrong/test_b/off", "wrong/test_b/other")
    assert table["test_b"].alone == ("wrong/test_b/other",)
    assert (table["test_c"].own, table["test_c"].others) == ((), ("wrong/test_b/off",))
    assert (table["test_a"].own, table["test_a"].others, table["test_c"].visibility) == ((), (), "hidden")


def test_the_score_counts_what_any_check_caught_and_what_the_named_one_did() -> None:
    kills = kills_of([outcome(WRONG, c="FAIL"), outcome(OTHER, b="FAIL"), outcome(replace(WRONG, name="w"))])
    assert mutation_score(kills) == MutationScore(wrong=3, caught=2, caught_as_named=1)
    assert mutation_score(()) == MutationScore(wrong=0, caught=0, caught_as_named=0)


def test_a_check_that_changes_its_mind_is_named_with_its_seeds() -> None:
    runs = [outcome(RIGHT, seed=seed, a=verdict) for seed, verdict in ((1, "PASS"), (2, "UNSURE"), (1, "PASS"))]
    (found,) = unsteady([*runs, outcome(RIGHT, level="senior"), outcome(WRONG, b="FAIL")])
    assert (found.solution, found.check, found.level) == ("reference/plain", "test_a", "mid")
    assert found.said == (
        Said(seed=1, verdict="PASS"),
        Said(seed=2, verdict="UNSURE"),
        Said(seed=1, verdict="PASS"),
    )
