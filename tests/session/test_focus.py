"""Focus time: as long as agreed, never longer, and nobody but the candidate ends it early."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import IllegalMove
from proctor.session import events as ev
from proctor.session.decide import refusal
from proctor.session.focus import LONGEST_S, WITHHELD
from proctor.session.phases import Phase
from proctor.session.terms import Terms
from tests.session.sitting import Sitting, agreed, in_feedback, in_revision, in_work

TEN = agreed(focus_s=600.0)


def left_s(sitting: Sitting) -> float:
    return sitting.session.focus_left_s(sitting.session.time_at_s(sitting.boot_ns))


def test_a_candidate_starts_what_was_agreed_in_parts_or_at_once() -> None:
    sitting = in_work(TEN)
    sitting.act("focus", "candidate", time=120.0)
    assert sitting.session.focus.now is not None
    assert (sitting.session.focus.now.by, sitting.session.focus.now.until_s) == ("candidate", 120.0)
    sitting.wait(120).fall_due()
    assert sitting.session.focus.now is None
    assert left_s(sitting) == 480.0
    sitting.act("focus", "candidate")
    assert sitting.session.focus.now is not None
    assert sitting.session.focus.now.left_s(sitting.session.t_s) == 480.0


def test_minutes_that_were_not_used_are_still_to_be_had() -> None:
    sitting = in_work(TEN)
    sitting.act("focus", "candidate", time=600.0)
    sitting.wait(60).act("focus", "candidate", end=True)
    assert sitting.session.focus.now is None
    assert left_s(sitting) == 540.0


def test_a_candidate_cannot_take_more_than_was_agreed() -> None:
    with pytest.raises(IllegalMove, match="none was agreed") as caught:
        in_work().act("focus", "candidate", time=60.0)
    assert "proctor ask" in caught.value.hint
    sitting = in_work(TEN)
    with pytest.raises(IllegalMove, match="of the agreed minutes 10 min are left"):
        sitting.act("focus", "candidate", time=601.0)
    sitting.act("focus", "candidate")
    sitting.wait(600).fall_due()
    with pytest.raises(IllegalMove, match="the agreed 10 min are used up"):
        sitting.act("focus", "candidate", time=0.01)


def test_a_key_that_cannot_start_it_says_why() -> None:
    assert "none was agreed" in refusal(in_work().now(), "focus", "candidate")
    assert refusal(in_work(TEN).now(), "focus", "candidate") == ""
    assert refusal(in_work().now(), "focus", "interviewer", "Grace") == ""


def test_what_an_interviewer_grants_comes_on_top() -> None:
    sitting = in_work(TEN)
    sitting.act("focus", "interviewer", time=300.0)
    sitting.wait(300).fall_due()
    assert left_s(sitting) == 600.0


def test_an_interviewer_says_how_long_and_does_not_take_it_back() -> None:
    sitting = in_work()
    with pytest.raises(IllegalMove, match="lasts more than nothing and at most 60 min") as caught:
        sitting.act("focus", "interviewer")
    assert "proctor focus 5" in caught.value.hint
    with pytest.raises(IllegalMove, match="at most 60 min"):
        sitting.act("focus", "interviewer", time=LONGEST_S + 1)
    sitting.act("focus", "interviewer", time=300.0)
    sitting.wait(60)
    with pytest.raises(IllegalMove, match="only the candidate ends it early") as caught:
        sitting.act("focus", "interviewer", end=True)
    assert caught.value.hint == "it ends by itself in 4 min"
    sitting.act("focus", "candidate", end=True)
    assert sitting.session.focus.now is None


def test_it_does_not_begin_twice_and_does_not_end_when_there_is_none() -> None:
    sitting = in_work(TEN)
    with pytest.raises(IllegalMove, match="there is none"):
        sitting.act("focus", "candidate", end=True)
    sitting.act("focus", "candidate", time=60.0)
    for by in ("candidate", "interviewer"):
        with pytest.raises(IllegalMove, match="running already"):
            sitting.act("focus", by, time=60.0)


def test_the_host_ends_it_when_it_is_over_and_not_before() -> None:
    sitting = in_work()
    sitting.act("focus", "interviewer", time=300.0)
    with pytest.raises(IllegalMove, match="time of it is left"):
        sitting.wait(200).note(ev.FocusEnded())
    (end_s,) = [t_s for t_s, event in sitting.moments() if isinstance(event, ev.FocusEnded)]
    assert end_s == 300.0


def test_it_runs_on_while_the_clock_is_paused() -> None:
    sitting = in_work()
    sitting.act("focus", "interviewer", time=300.0)
    sitting.act("pause", "interviewer")
    assert [type(event) for event in sitting.wait(300).fall_due()] == [ev.FocusEnded]
    assert sitting.session.paused


def test_it_ends_with_the_phase() -> None:
    sitting = in_work(TEN)
    sitting.act("focus", "candidate")
    sitting.wait(100).act("submit", "candidate")
    assert sitting.session.phase is Phase.FEEDBACK
    assert sitting.session.focus.now is None
    assert left_s(sitting) == 500.0
    sitting = in_work(TEN).wait(3500)
    sitting.act("focus", "candidate")
    list(sitting.moments())
    assert sitting.session.phase is Phase.FEEDBACK
    assert sitting.session.focus.now is None


def test_it_needs_a_clock() -> None:
    for sitting in (Sitting(TEN), in_feedback(TEN)):
        with pytest.raises(IllegalMove, match="cannot focus: the session is in"):
            sitting.act("focus", "candidate")
    in_revision(TEN).act("focus", "candidate")


def test_a_restarted_host_finds_it_over_when_its_minutes_are_over() -> None:
    sitting = in_work()
    sitting.act("focus", "interviewer", time=300.0)
    sitting.wait(1000).restart_host(downtime_s=990.0)
    assert ev.FocusEnded() in sitting.fall_due()
    assert left_s(sitting) == 0.0


def test_only_known_kinds_are_withheld() -> None:
    assert set(ev.KINDS) >= WITHHELD
    assert {"question.asked", "focus.ended", "clock.paused", "phase.began"}.isdisjoint(WITHHELD)


@given(
    st.floats(0.0, 1200.0),
    st.lists(st.tuples(st.sampled_from(["candidate", "interviewer"]), st.floats(0.1, 900.0), st.floats(0.0, 900.0))),
)
def test_the_candidates_own_focus_time_is_never_more_than_agreed(
    focus_s: float, tries: list[tuple[ev.Role, float, float]]
) -> None:
    terms: Terms = agreed(focus_s=focus_s, work_min=600.0)
    sitting = in_work(terms)
    dark_s = 0.0
    for by, wanted_s, passed_s in tries:
        with contextlib.suppress(IllegalMove):
            sitting.act("focus", by, time=wanted_s)
        running = sitting.session.focus.now
        if running is not None and running.by == "candidate":
            dark_s += min(passed_s, running.left_s(sitting.session.time_at_s(sitting.boot_ns)))
        sitting.wait(passed_s).fall_due()
    assert dark_s <= focus_s + 0.1 * (len(tries) + 1)
    assert abs(left_s(sitting) - max(0.0, focus_s - dark_s)) < 0.1 * (len(tries) + 1)
