"""What time brings about by itself: reminders, expiry, and when to look again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.session import events as ev
from proctor.session.due import due, next_due_s
from proctor.session.phases import EndCause, Phase
from proctor.session.rules import EDITOR_WARNINGS_S, reminder_marks_s
from tests.session.sitting import Sitting, agreed, in_feedback, in_revision, in_work


def marks(sitting: Sitting) -> list[float]:
    return [event.mark_s for _, event in sitting.moments() if isinstance(event, ev.ReminderGiven)]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (90, (1800, 900, 300, 120, 30)),
        (60, (1800, 900, 300, 120, 30)),
        (15, (450, 240, 120, 60, 30)),
        (5, (150, 120, 60, 30)),
        (1, (30,)),
        (0.25, ()),
    ],
)
def test_reminders_shrink_with_the_phase(minutes: float, expected: tuple[float, ...]) -> None:
    assert reminder_marks_s(minutes * 60) == expected


@given(st.floats(0, 1e6))
def test_reminders_lie_inside_the_phase_and_fall(limit_s: float) -> None:
    found = reminder_marks_s(limit_s)
    assert list(found) == sorted(set(found), reverse=True)
    assert all(0 < mark_s < limit_s for mark_s in found)
    assert set(EDITOR_WARNINGS_S) <= set(found) or limit_s <= max(EDITOR_WARNINGS_S)


def test_each_reminder_comes_once_and_at_its_time_then_the_phase_ends() -> None:
    seen = list(in_work().moments())
    assert [t_s for t_s, _ in seen] == [1800, 2700, 3300, 3480, 3570, 3600]
    assert [event.mark_s for _, event in seen if isinstance(event, ev.ReminderGiven)] == [1800, 900, 300, 120, 30]
    assert seen[-1][1] == ev.WorkSubmitted(cause=EndCause.EXPIRED, commit="commit-start")


def test_the_revision_has_reminders_of_its_own_and_ends_the_session() -> None:
    sitting = in_revision()
    assert marks(sitting) == [450, 240, 120, 60, 30]
    assert (sitting.session.phase, sitting.session.finish_cause) == (Phase.DONE, EndCause.EXPIRED)


def test_a_host_that_looks_late_gives_only_the_most_urgent_reminder() -> None:
    sitting = in_work().wait(3400)
    assert sitting.fall_due() == [ev.ReminderGiven(mark_s=300.0)]
    assert sitting.fall_due() == []


def test_a_host_that_looks_too_late_ends_the_phase_and_reminds_of_nothing() -> None:
    assert in_work().wait(9999).fall_due() == [ev.WorkSubmitted(cause=EndCause.EXPIRED, commit="commit-start")]


def test_an_extension_rings_again_the_marks_that_are_ahead_again() -> None:
    sitting = in_work().wait(3400)
    assert sitting.fall_due() == [ev.ReminderGiven(mark_s=300.0)]
    sitting.act("extend", "interviewer", time=600.0)
    assert sitting.fall_due() == []
    assert marks(sitting) == [300, 120, 30]


def test_an_extension_that_puts_no_mark_ahead_repeats_nothing() -> None:
    sitting = in_work().wait(3310)
    sitting.fall_due()
    sitting.act("extend", "interviewer", time=5.0)
    assert sitting.fall_due() == []
    assert marks(sitting) == [120, 30]


def test_a_credit_rings_again_too() -> None:
    sitting = in_work().wait(3310)
    sitting.fall_due()
    sitting.act("credit", "interviewer", time=60.0)
    assert marks(sitting) == [300, 120, 30]


def test_a_pause_delays_reminders_and_the_end() -> None:
    sitting = in_work().wait(1700)
    sitting.act("pause", "interviewer")
    assert next_due_s(sitting.session) is None
    assert sitting.wait(5000).fall_due() == []
    sitting.act("resume", "interviewer")
    assert next(sitting.moments()) == (1700 + 5000 + 100, ev.ReminderGiven(mark_s=1800.0))


def test_nothing_is_ever_due_where_there_is_no_clock() -> None:
    for sitting in (Sitting(), in_feedback()):
        assert next_due_s(sitting.session) is None
        assert due(sitting.session, 1e9) is None


def test_a_practice_pause_ends_only_by_hand() -> None:
    sitting = in_work(agreed(practice=True))
    sitting.act("pause", "candidate")
    assert next_due_s(sitting.session) is None


@given(st.floats(0.01, 600), st.floats(0, 3000), st.integers(0, 3600))
def test_when_the_timer_rings_something_is_due_whatever_the_numbers(
    minutes: float, ran_s: float, extension_s: int
) -> None:
    sitting = in_work(agreed(work_min=minutes)).wait(min(ran_s, minutes * 59))
    sitting.fall_due()
    if sitting.session.phase is Phase.WORK and extension_s:
        sitting.act("extend", "interviewer", time=float(extension_s))
    given_marks = [event.mark_s for _, event in sitting.moments() if isinstance(event, ev.ReminderGiven)]
    assert given_marks == sorted(set(given_marks), reverse=True)
    assert sitting.session.phase is Phase.FEEDBACK
