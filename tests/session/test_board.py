"""The check board: which verdict is for which content, and what it says about the whole."""

import itertools

import pytest

from proctor.session import events as ev
from proctor.session.board import CheckBoard, Freshness, Row
from proctor.session.terms import CheckTerms
from proctor.session.verdicts import AGAINST, EXPLANATIONS, UNDECIDED, Verdict, all_hold, passes
from tests.session.sitting import CHECKS, Sitting, in_work

ALL = tuple(check.id for check in CHECKS)


def run(tree: str, *checks: str, number: int = 1) -> ev.RunStarted:
    return ev.RunStarted(run=f"r{number}", commit=f"commit-{tree}", tree=tree, checks=checks or ALL)


def ended(tree: str, check: str, verdict: Verdict = Verdict.PASS, number: int = 1) -> ev.CheckEnded:
    return ev.CheckEnded(run=f"r{number}", commit=f"commit-{tree}", tree=tree, check=check, verdict=verdict, ms=1.5)


def over(tree: str, number: int = 1, **changes: str) -> ev.RunEnded:
    return ev.RunEnded(run=f"r{number}", commit=f"commit-{tree}", **changes)


def freshness(sitting: Sitting) -> dict[str, str]:
    return {row.check.id: row.freshness.value for row in sitting.session.board.rows()}


def checked(tree: str, *verdicts: Verdict) -> Sitting:
    """A session whose checks gave `verdicts`, in their order, on `tree`."""
    sitting = in_work().save(tree).note(run(tree))
    for check, verdict in zip(ALL, verdicts, strict=False):
        sitting.note(ended(tree, check, verdict))
    return sitting.note(over(tree))


def test_checks_are_shown_before_any_run_in_the_order_of_the_exercise() -> None:
    board = Sitting().session.board
    assert board.rows() == tuple(Row(check, None, Freshness.NEVER) for check in CHECKS)
    assert board.passed() is None
    assert board.holding() == 0


def test_verdicts_come_one_by_one_while_the_others_run() -> None:
    sitting = in_work().save("t1").note(run("t1"))
    assert set(freshness(sitting).values()) == {"RUN"}
    sitting.note(ended("t1", "values", Verdict.FAIL))
    assert freshness(sitting) == {"shape": "RUN", "values": "CURRENT", "speed": "RUN"}
    sitting.note(ended("t1", "shape")).note(ended("t1", "speed")).note(over("t1"))
    assert set(freshness(sitting).values()) == {"CURRENT"}
    assert sitting.session.board.holding() == 2


def test_a_save_makes_older_verdicts_stale_but_keeps_them_visible() -> None:
    sitting = checked("t1", Verdict.PASS, Verdict.PASS, Verdict.PASS).save("t2")
    assert set(freshness(sitting).values()) == {"STALE"}
    assert all(row.result is not None and row.result.commit == "commit-t1" for row in sitting.session.board.rows())
    assert sitting.session.board.passed() is None
    assert sitting.session.board.holding() == 0


def test_a_save_during_a_run_makes_what_that_run_says_stale_at_once() -> None:
    sitting = in_work().save("t1").note(run("t1")).save("t2").note(ended("t1", "shape"))
    assert freshness(sitting)["shape"] == "STALE"
    sitting.note(over("t1")).note(run("t2", number=2))
    assert set(freshness(sitting).values()) == {"RUN"}
    for check in ALL:
        sitting.note(ended("t2", check, number=2))
    assert set(freshness(sitting.note(over("t2", number=2))).values()) == {"CURRENT"}


def test_going_back_to_checked_content_makes_its_verdicts_current_again() -> None:
    sitting = checked("t1", Verdict.PASS, Verdict.PASS, Verdict.PASS).save("t2").save("t1")
    assert set(freshness(sitting).values()) == {"CURRENT"}


def test_a_late_save_does_not_touch_the_board() -> None:
    sitting = checked("t1", Verdict.PASS, Verdict.PASS, Verdict.PASS)
    sitting.act("submit", "candidate")
    before = sitting.session.board
    assert sitting.save("t9", late=True).session.board == before
    assert (sitting.session.snapshots, sitting.session.late_saves) == (2, 1)


def test_a_run_of_some_checks_leaves_the_other_rows_alone() -> None:
    sitting = checked("t1", Verdict.PASS, Verdict.PASS, Verdict.PASS).note(run("t1", "speed", number=2))
    assert freshness(sitting) == {"shape": "CURRENT", "values": "CURRENT", "speed": "RUN"}


def test_the_end_of_an_older_run_does_not_end_the_newer_one() -> None:
    sitting = in_work().save("t1").note(run("t1")).note(run("t1", number=2)).note(over("t1"))
    assert set(freshness(sitting).values()) == {"RUN"}


def test_a_run_that_takes_the_place_of_another_runs_all_its_checks() -> None:
    sitting = in_work().save("t1").note(run("t1")).note(ended("t1", "shape")).save("t2").note(run("t2", number=2))
    assert set(freshness(sitting).values()) == {"RUN"}


def test_a_hidden_run_is_no_row_of_the_board() -> None:
    sitting = in_work().save("t1")
    hidden = ev.RunStarted(run="r1", commit="commit-t1", tree="t1", checks=ALL, visibility="hidden")
    assert set(freshness(sitting.note(hidden)).values()) == {"NEVER"}


def test_a_run_whose_host_died_runs_no_more() -> None:
    sitting = in_work().save("t1").note(run("t1")).note(ended("t1", "shape")).restart_host()
    assert freshness(sitting) == {"shape": "CURRENT", "values": "NEVER", "speed": "NEVER"}


def test_what_broke_on_our_side_is_shown_until_the_next_run() -> None:
    sitting = in_work().save("t1").note(run("t1")).note(over("t1", fault="the judge is gone"))
    assert sitting.session.board.last_fault == "the judge is gone"
    assert sitting.note(run("t1", number=2)).session.board.last_fault == ""


def expected_pass(verdicts: tuple[Verdict, Verdict]) -> bool | None:
    if set(verdicts) & {Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT, Verdict.GONE}:
        return False
    return None if set(verdicts) & {Verdict.FAULT, Verdict.DEFERRED} else True


def test_the_whole_passes_by_its_required_checks_only() -> None:
    for verdicts in itertools.product(Verdict, repeat=2):
        for advisory in (Verdict.PASS, Verdict.FAIL, Verdict.FAULT):
            board = checked("t1", *verdicts, advisory).session.board
            assert board.passed() is expected_pass(verdicts)


def test_the_whole_is_open_while_a_required_check_has_no_verdict() -> None:
    assert checked("t1", Verdict.PASS).session.board.passed() is None
    assert checked("t1", Verdict.PASS, Verdict.PASS).session.board.passed() is True
    assert checked("t1", Verdict.FAIL).session.board.passed() is False


def test_a_stale_failure_does_not_speak_about_new_content() -> None:
    assert checked("t1", Verdict.FAIL, Verdict.FAIL).save("t2").session.board.passed() is None


def test_boards_do_not_share_what_they_hold() -> None:
    before = CheckBoard(checks=(CheckTerms(id="shape", promise="p"),))
    after = before.with_verdicts([ended("t1", "shape")])
    assert "shape" not in before.results
    with pytest.raises(TypeError):
        after.results["shape"] = after.results["shape"]  # type: ignore[index]


def test_what_is_judged_later_fills_gaps_and_hides_nothing() -> None:
    sitting = in_work().save("t1").save("t2").note(run("t2")).note(ended("t2", "shape")).note(over("t2"))
    later = {"run": "later", "verdict": Verdict.FAIL, "later": True}
    for tree, check in (("t1", "shape"), ("t1", "values"), ("t2", "values")):
        sitting.note(ev.CheckEnded(commit=f"commit-{tree}", tree=tree, check=check, **later))
    assert freshness(sitting) == {"shape": "CURRENT", "values": "CURRENT", "speed": "NEVER"}
    assert sitting.session.board.results["shape"].verdict is Verdict.PASS


def test_a_whole_passes_only_if_every_part_does() -> None:
    for parts in itertools.product((True, False, None), repeat=3):
        expected = False if False in parts else None if None in parts else True
        assert all_hold(parts) is expected
    assert passes([]) is True


def test_every_verdict_is_explained_and_counts_in_one_way() -> None:
    assert set(EXPLANATIONS) == set(Verdict)
    assert not AGAINST & UNDECIDED
    assert "does not count against you" in EXPLANATIONS[Verdict.FAULT]
