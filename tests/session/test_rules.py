"""The rules that no table shows: agreements, practice, and the order of things."""

import pytest

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.decide import refusal
from proctor.session.events import Actor
from proctor.session.phases import EndCause, PauseReason, Phase
from proctor.session.rules import MAX_EXTENSION_S
from proctor.session.terms import Accommodation
from tests.session.sitting import Sitting, agreed, finished, in_feedback, in_revision, in_work, said, with_feedback

PRACTICE = agreed(practice=True)


def test_the_candidate_begins_alone_where_nobody_has_to_confirm() -> None:
    sitting = Sitting()
    sitting.act("begin", "candidate")
    assert sitting.session.phase is Phase.WORK


def test_the_candidate_waits_for_the_interviewer_where_the_terms_say_so() -> None:
    sitting = Sitting(agreed(interviewer_opens=True))
    with pytest.raises(IllegalMove, match="interviewer has not confirmed"):
        sitting.act("begin", "candidate")
    sitting.act("begin", "interviewer")
    assert sitting.session.phase is Phase.LOBBY
    assert sitting.session.clock is None
    sitting.act("begin", "candidate")
    assert sitting.session.phase is Phase.WORK


def test_an_interviewer_who_confirms_twice_is_not_refused_and_not_recorded_twice() -> None:
    sitting = Sitting(agreed(interviewer_opens=True))
    assert sitting.act("begin", "interviewer")
    assert sitting.act("begin", "interviewer") == []


@pytest.mark.parametrize("by", ["interviewer", "host"])
def test_only_the_candidate_starts_a_clock(by: Actor) -> None:
    for sitting, phase in ((Sitting(), Phase.WORK), (with_feedback(), Phase.REVISION)):
        with pytest.raises(IllegalMove, match="for the candidate"):
            sitting.note(ev.PhaseBegan(phase=phase, limit_s=60.0), by)


def test_a_candidate_pauses_only_in_practice_or_within_agreed_breaks() -> None:
    with pytest.raises(IllegalMove, match="no breaks were agreed") as caught:
        in_work().act("pause", "candidate", reason="break")
    assert "interviewer" in caught.value.hint
    for terms in (PRACTICE, agreed(accommodation=Accommodation(breaks_s=60.0))):
        sitting = in_work(terms)
        sitting.act("pause", "candidate", reason="break")
        assert sitting.session.paused


def test_an_agreed_break_is_called_a_break() -> None:
    sitting = in_work(agreed(accommodation=Accommodation(breaks_s=60.0)))
    for reason in (PauseReason.OTHER, PauseReason.TECHNICAL):
        with pytest.raises(IllegalMove, match="agreed break"):
            sitting.act("pause", "candidate", reason=reason)
    sitting.act("pause", "candidate", reason=PauseReason.ACCOMMODATION)
    assert sitting.session.pause is not None


def test_a_candidate_resumes_only_their_own_pause() -> None:
    sitting = in_work(PRACTICE)
    sitting.act("pause", "interviewer", reason="technical")
    with pytest.raises(IllegalMove, match="the interviewer paused the clock and resumes it"):
        sitting.act("resume", "candidate")
    sitting.act("resume", "interviewer")
    sitting.act("pause", "candidate")
    sitting.act("resume", "candidate")
    assert not sitting.session.paused


def test_pausing_twice_and_resuming_a_running_clock_are_refused() -> None:
    sitting = in_work()
    with pytest.raises(IllegalMove, match="the clock is running"):
        sitting.act("resume", "interviewer")
    sitting.act("pause", "interviewer")
    with pytest.raises(IllegalMove, match="already stands still"):
        sitting.act("pause", "interviewer")


def test_a_pause_cannot_stop_a_clock_that_is_over() -> None:
    sitting = in_work().wait(3600)
    with pytest.raises(IllegalMove, match="the time is over"):
        sitting.act("pause", "interviewer")


def test_only_in_practice_does_a_candidate_extend() -> None:
    with pytest.raises(IllegalMove, match="for the interviewer"):
        in_work().act("extend", "candidate", time=60.0)
    sitting = in_work(PRACTICE)
    sitting.act("extend", "candidate", time=60.0)
    assert sitting.remaining_s == 3660.0


@pytest.mark.parametrize("seconds", [0.0, -60.0, MAX_EXTENSION_S + 1, float("nan"), float("inf")])
def test_an_extension_has_bounds(seconds: float) -> None:
    sitting = in_work()
    with pytest.raises(IllegalMove, match="between 1 s and 480 min"):
        sitting.act("extend", "interviewer", time=seconds)
    assert sitting.remaining_s == 3600.0


@pytest.mark.parametrize("seconds", [0.0, -60.0, float("nan"), float("inf"), 601.0])
def test_a_credit_gives_back_no_more_than_was_used(seconds: float) -> None:
    sitting = in_work().wait(600)
    with pytest.raises((IllegalMove, UsageError)):
        sitting.act("credit", "interviewer", time=seconds)
    assert sitting.remaining_s == 3000.0


def test_feedback_needs_both_parts() -> None:
    sitting = in_feedback()
    for missing, text in (("strength", {"improvement": "x"}), ("improvement", {"strength": "x"})):
        with pytest.raises(UsageError, match=f"--{missing} is empty"):
            sitting.act("feedback", "interviewer", **text)
    assert sitting.session.feedback is None


def test_feedback_is_given_once_and_not_before_the_work_is_in() -> None:
    with pytest.raises(IllegalMove) as caught:
        in_work().act("feedback", "interviewer", strength="a", improvement="b")
    assert "WORK" in said(caught.value)
    with pytest.raises(IllegalMove, match="already delivered"):
        with_feedback().act("feedback", "interviewer", strength="a", improvement="b")


def test_only_practice_has_feedback_from_the_guide() -> None:
    guide = {"strength": "a", "improvement": "b", "self": True}
    for by in ("candidate", "interviewer"):
        with pytest.raises(IllegalMove, match="no practice exercise"):
            in_feedback().act("feedback", by, **guide)
    sitting = in_feedback(PRACTICE)
    sitting.act("feedback", "candidate", **guide)
    assert sitting.session.feedback == ev.FeedbackDelivered(strength="a", improvement="b", source="guide")


def test_a_candidate_does_not_write_the_feedback_even_in_practice() -> None:
    with pytest.raises(IllegalMove, match="for the interviewer"):
        in_feedback(PRACTICE).act("feedback", "candidate", strength="a", improvement="b")


def test_a_person_can_still_give_feedback_in_practice() -> None:
    assert with_feedback(PRACTICE).session.feedback is not None


def test_the_revision_waits_for_feedback() -> None:
    sitting = in_feedback()
    with pytest.raises(IllegalMove, match="no feedback was delivered yet"):
        sitting.act("revise", "candidate")


def test_the_same_act_explains_before_feedback_and_answers_after_it() -> None:
    sitting = in_feedback()
    sitting.act("respond", "candidate", text="I chose clarity.")
    sitting.act("feedback", "interviewer", strength="a", improvement="b")
    sitting.act("respond", "candidate", text="Thank you.")
    assert (sitting.session.walkthrough, sitting.session.answer) == ("I chose clarity.", "Thank you.")


def test_an_answer_is_possible_after_the_end_if_there_was_feedback() -> None:
    sitting = finished()
    sitting.act("respond", "candidate", text="Thank you.")
    assert sitting.session.answer == "Thank you."
    sitting = in_feedback()
    sitting.act("end", "interviewer")
    with pytest.raises(IllegalMove, match="walk-through"):
        sitting.act("respond", "candidate", text="Thank you.")


def test_a_candidate_cannot_leave_before_the_feedback() -> None:
    with pytest.raises(IllegalMove, match="feedback is still to come"):
        in_feedback().act("finish", "candidate")


@pytest.mark.parametrize(
    ("sitting", "phase", "cause"),
    [
        (Sitting(), Phase.DONE, EndCause.CANCELLED),
        (in_work(), Phase.FEEDBACK, EndCause.ENDED),
        (in_feedback(), Phase.DONE, EndCause.ENDED),
        (in_revision(), Phase.DONE, EndCause.ENDED),
    ],
    ids=["lobby", "work", "feedback", "revision"],
)
def test_the_interviewer_ends_each_phase_with_a_cause_of_its_own(
    sitting: Sitting, phase: Phase, cause: EndCause
) -> None:
    sitting.act("end", "interviewer")
    assert sitting.session.phase is phase
    assert cause in (sitting.session.submit_cause, sitting.session.finish_cause)
    assert sitting.session.clock is None


def test_time_is_over_only_when_it_is_and_only_the_host_says_so() -> None:
    expired = ev.WorkSubmitted(cause=EndCause.EXPIRED)
    sitting = in_work().wait(3599)
    with pytest.raises(IllegalMove, match="time is left"):
        sitting.note(expired)
    sitting.wait(1)
    for by in ("candidate", "interviewer"):
        with pytest.raises(IllegalMove, match="for the host"):
            sitting.note(expired, by)
    sitting.note(expired)
    assert (sitting.session.phase, sitting.session.submit_cause) == (Phase.FEEDBACK, EndCause.EXPIRED)


def test_the_revision_ends_by_its_clock_and_a_phase_without_clock_does_not() -> None:
    expired = ev.SessionFinished(cause=EndCause.EXPIRED)
    with pytest.raises(IllegalMove, match="time is left"):
        in_feedback().wait(1e6).note(expired)
    sitting = in_revision().wait(900).note(expired)
    assert (sitting.session.phase, sitting.session.finish_cause) == (Phase.DONE, EndCause.EXPIRED)


def test_handing_in_names_the_newest_counted_snapshot() -> None:
    sitting = in_work().save("t1").save("t2")
    (event,) = sitting.act("submit", "candidate")
    assert event == ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit="commit-t2")
    sitting.save("t3", late=True)
    sitting.act("feedback", "interviewer", strength="a", improvement="b")
    (event,) = sitting.act("finish", "candidate")
    assert event == ev.SessionFinished(cause=EndCause.FINISHED, commit="commit-t2")


def test_a_key_that_cannot_act_now_has_a_reason_and_one_that_can_has_none() -> None:
    sitting = in_work()
    assert refusal(sitting.now(), "submit", "candidate") == ""
    assert refusal(sitting.now(), "revise", "candidate") == "cannot revise: the session is in WORK"
    assert "for the candidate" in refusal(sitting.now(), "submit", "interviewer")
