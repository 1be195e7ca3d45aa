"""The clock: what counts, what does not, and what gives time back."""

import pytest

from proctor.errors import IllegalMove
from proctor.session import events as ev
from proctor.session.clock import PhaseClock
from proctor.session.phases import EndCause, Phase
from proctor.session.terms import Accommodation
from tests.session.sitting import Sitting, agreed, in_feedback, in_revision, in_work


def with_breaks(seconds: float) -> Sitting:
    return in_work(agreed(accommodation=Accommodation(breaks_s=seconds)))


def test_no_clock_exists_in_the_lobby_however_long_it_lasts() -> None:
    sitting = Sitting().wait(86400)
    assert sitting.remaining_s is None
    sitting.act("begin", "candidate")
    assert sitting.remaining_s == 3600.0


def test_time_runs_from_the_begin_and_stops_at_nothing() -> None:
    sitting = in_work().wait(600)
    assert sitting.remaining_s == 3000.0
    assert sitting.wait(9000).remaining_s == 0.0


def test_a_pause_does_not_count() -> None:
    sitting = in_work().wait(600)
    sitting.act("pause", "interviewer", reason="technical", note="fire alarm")
    assert sitting.wait(1234).remaining_s == 3000.0
    sitting.act("resume", "interviewer")
    assert sitting.wait(1).remaining_s == 2999.0


def test_an_extension_adds_exactly_its_time_running_or_paused() -> None:
    sitting = in_work().wait(600)
    sitting.act("extend", "interviewer", time=300.0)
    assert sitting.remaining_s == 3300.0
    sitting.act("pause", "interviewer")
    sitting.act("extend", "interviewer", time=60.0)
    assert sitting.wait(50).remaining_s == 3360.0


def test_an_extension_in_the_last_moment_saves_the_phase() -> None:
    sitting = in_work().wait(3600)
    sitting.act("extend", "interviewer", time=60.0)
    assert sitting.fall_due() == [ev.ReminderGiven(mark_s=120.0)] or sitting.remaining_s == 60.0
    assert sitting.session.phase is Phase.WORK


@pytest.mark.parametrize(("percent", "work_s", "revision_s"), [(0, 3600, 900), (25, 4500, 1125), (100, 7200, 1800)])
def test_extra_time_lengthens_both_phases(percent: float, work_s: float, revision_s: float) -> None:
    terms = agreed(accommodation=Accommodation(extra_time_percent=percent))
    assert in_work(terms).remaining_s == work_s
    assert in_revision(terms).remaining_s == revision_s


def test_the_revision_has_its_own_time_whatever_the_work_used() -> None:
    sitting = in_work().wait(3600)
    sitting.fall_due()
    assert sitting.session.submit_cause is EndCause.EXPIRED
    sitting.act("feedback", "interviewer", strength="a", improvement="b")
    sitting.wait(500).act("revise", "candidate")
    assert sitting.remaining_s == 900.0


def test_frozen_work_has_no_clock_however_long_the_feedback_takes() -> None:
    sitting = in_feedback().wait(86400)
    assert sitting.remaining_s is None
    assert sitting.fall_due() == []
    assert sitting.session.phase is Phase.FEEDBACK


def test_a_credit_gives_used_time_back() -> None:
    sitting = in_work().wait(600)
    sitting.act("credit", "interviewer", time=90.0, note="the line was down")
    assert sitting.remaining_s == 3090.0
    assert sitting.wait(90).remaining_s == 3000.0


def test_an_outage_that_is_credited_costs_nothing() -> None:
    sitting = in_work().wait(600)
    before = sitting.remaining_s
    sitting.wait(120).restart_host(downtime_s=120.0).note(ev.ClockCredited(seconds=120.0, cause="downtime"))
    assert sitting.remaining_s == before
    assert sitting.session.downtime_s == 120.0


def test_an_outage_that_is_not_credited_counts() -> None:
    sitting = in_work(agreed(downtime="count")).wait(600)
    assert sitting.wait(120).restart_host(downtime_s=120.0).remaining_s == 2880.0


def test_an_outage_past_the_end_is_made_good_by_its_credit() -> None:
    sitting = in_work().wait(3500)
    sitting.wait(400).restart_host(downtime_s=400.0).note(ev.ClockCredited(seconds=400.0, cause="downtime"))
    assert sitting.remaining_s == 100.0
    assert [event for event in sitting.fall_due() if isinstance(event, ev.WorkSubmitted)] == []


@pytest.mark.parametrize("by", ["candidate", "interviewer"])
def test_a_break_ends_when_the_agreed_time_is_used_up(by: str) -> None:
    sitting = with_breaks(300.0).wait(60)
    sitting.act("pause", "candidate", reason="break")
    sitting.wait(299)
    assert sitting.fall_due() == []
    sitting.wait(1)
    assert sitting.fall_due() == [ev.ClockResumed(note="the agreed breaks are used up")]
    assert sitting.remaining_s == 3540.0
    with pytest.raises(IllegalMove, match="5 min of breaks are used up"):
        sitting.act("pause", "candidate", reason="break")


def test_breaks_are_counted_together() -> None:
    sitting = with_breaks(300.0)
    for used_s in (100, 150):
        sitting.act("pause", "candidate", reason="break")
        sitting.wait(used_s).act("resume", "candidate")
    assert sitting.session.breaks_left_s(sitting.session.t_s) == 50.0
    sitting.act("pause", "candidate", reason="break")
    sitting.wait(50)
    assert sitting.fall_due() == [ev.ClockResumed(note="the agreed breaks are used up")]


def test_a_break_in_which_the_work_is_handed_in_counts_as_used() -> None:
    sitting = with_breaks(300.0)
    sitting.act("pause", "candidate", reason="break")
    sitting.wait(200).act("submit", "candidate")
    assert sitting.session.breaks_used_s == 200.0
    sitting.act("feedback", "interviewer", strength="a", improvement="b")
    sitting.wait(1000).act("revise", "candidate")
    assert sitting.session.breaks_left_s(sitting.session.t_s) == 100.0


def test_an_interviewers_pause_takes_nothing_from_the_breaks() -> None:
    sitting = with_breaks(300.0)
    sitting.act("pause", "interviewer")
    sitting.wait(1000).act("resume", "interviewer")
    assert sitting.session.breaks_left_s(sitting.session.t_s) == 300.0


def test_a_practice_pause_lasts_as_long_as_the_candidate_likes() -> None:
    sitting = in_work(agreed(practice=True))
    sitting.act("pause", "candidate")
    assert sitting.wait(86400).fall_due() == []
    assert sitting.remaining_s == 3600.0


@pytest.mark.parametrize(
    "given", [{"extra_time_percent": -1}, {"extra_time_percent": float("nan")}, {"breaks_s": float("inf")}]
)
def test_an_accommodation_that_makes_no_sense_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be between"):
        Accommodation(**given)


def test_starting_a_running_clock_and_stopping_a_standing_one_are_refused() -> None:
    clock = PhaseClock(limit_s=60.0)
    with pytest.raises(IllegalMove):
        clock.stopped(1.0)
    with pytest.raises(IllegalMove):
        clock.started(1.0).started(2.0)


def test_a_reading_before_the_start_counts_nothing() -> None:
    clock = PhaseClock(limit_s=60.0).started(10.0)
    assert clock.used_at_s(5.0) == 0.0
    assert clock.remaining_at_s(5.0) == 60.0


def test_the_end_is_known_only_while_the_clock_runs() -> None:
    clock = PhaseClock(limit_s=60.0, used_s=20.0)
    assert clock.expires_at_s() is None
    assert clock.started(100.0).expires_at_s() == 140.0
