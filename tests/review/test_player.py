"""A recording plays in its own time; the watching person's acts take the place of the recorded interviewer's."""

import pytest

from proctor.errors import IllegalMove, UsageError
from proctor.review.head import Pace
from proctor.review.part import Part
from proctor.session.phases import Phase
from tests.review.conftest import MATERIAL, Played, an_hour, played

BEGAN_S = 300.0


def part_of(show: Played) -> Part:
    return Part(show.player, lambda: MATERIAL, "Eve")


def opened(show: Played) -> Part:
    """The candidate works."""
    part = part_of(show)
    show.after(240.0)
    part.perform("begin", {})
    show.after(60.0)
    return part


def handed_in(show: Played) -> Part:
    part = opened(show)
    show.after(2701.0)
    assert show.player.present().phase is Phase.FEEDBACK
    return part


def test_it_ends_as_the_recording_did_when_nobody_interferes() -> None:
    recorded = an_hour()
    show = played(recorded, waits=False).after(4000.0)
    session = show.player.present()
    assert session.phase is Phase.DONE
    assert session.feedback == recorded.session.feedback
    assert session.saves[-1].snapshot == recorded.session.saves[-1].snapshot
    assert [save.t_s for save in session.saves] == [save.t_s for save in recorded.session.saves]


def test_it_tells_events_at_their_recorded_distances() -> None:
    show = played(an_hour())
    opened(show)
    assert show.player.present().phase is Phase.WORK
    show.after(299.0)
    assert not show.player.present().talk.questions
    show.after(2.0)
    assert show.player.present().talk.questions == 1
    assert show.player.present().remaining_s(show.player.now_s()) == pytest.approx(3600 - 301, abs=0.1)


def test_idle_times_are_short_and_the_clock_still_tells_the_recording() -> None:
    show = played(an_hour(), Pace(4.0))
    part = part_of(show)
    show.after(3.1)
    part.perform("begin", {})
    show.after(3.1)
    session = show.player.present()
    assert session.phase is Phase.WORK
    assert session.remaining_s(session.t_s) == pytest.approx(3600.0, abs=1.0)


def test_it_stands_until_the_person_lets_the_candidate_begin() -> None:
    show = played(an_hour()).after(1000.0)
    assert show.player.present().phase is Phase.LOBBY
    assert show.player.due_s() is None
    part_of(show).perform("begin", {})
    show.after(59.0)
    assert show.player.present().phase is Phase.LOBBY
    show.after(2.0)
    assert show.player.present().phase is Phase.WORK


def test_the_recorded_interviewer_stays_silent_unless_told() -> None:
    silent = played(an_hour())
    opened(silent)
    silent.after(400.0)
    assert "question.answered" not in silent.kinds()
    assert [envelope.kind for envelope in silent.happened.private] == ["check.ended"]
    told = played(an_hour(), told=True)
    opened(told)
    told.after(400.0)
    assert "question.answered" in told.kinds()
    assert [envelope.kind for envelope in told.happened.private] == ["note.added", "check.ended"]


def test_answers_and_notes_of_the_person_happen_in_memory() -> None:
    show = played(an_hour())
    part = opened(show)
    show.after(310.0)
    assert show.player.present().controls == "Eve"
    assert part.perform("answer", {"text": "Any of them."})["events"] == ["question.answered"]
    part.perform("note", {"text": "asks well", "tag": "strength"})
    part.perform("issue", {"issue": "trap", "state": "hinted"})
    assert not show.player.present().talk.unanswered
    assert show.player.present().talk.messages[-1].who == "Eve"
    assert [envelope.kind for envelope in show.happened.private][-2:] == ["note.added", "issue.marked"]


def test_a_pause_makes_the_recording_wait() -> None:
    show = played(an_hour())
    part = opened(show)
    show.after(100.0)
    part.perform("pause", {"reason": "technical"})
    show.after(500.0)
    assert not show.player.present().talk.questions
    part.perform("resume", {})
    show.after(199.0)
    assert not show.player.present().talk.questions
    show.after(2.0)
    assert show.player.present().talk.questions == 1
    session = show.player.present()
    assert session.remaining_s(session.t_s) == pytest.approx(3600 - 301, abs=0.1)


def test_ending_the_work_jumps_to_what_was_handed_in() -> None:
    show = played(an_hour())
    part = opened(show)
    part.perform("end", {})
    session = show.player.present()
    assert session.phase is Phase.FEEDBACK
    assert session.newest is not None
    assert session.newest.commit == "commit-two"
    show.after(61.0)
    assert show.player.present().walkthrough == "I built a layer."


def test_the_persons_feedback_takes_the_place_of_the_recorded_one_and_the_revision_follows() -> None:
    show = played(an_hour())
    part = handed_in(show)
    show.after(10_000.0)
    assert show.player.present().feedback is None
    result = part.perform("feedback", {"strength": "Neat.", "improvement": "Name it.", "prompted": "trap,secret"})
    assert result["events"] == ["feedback.delivered"]
    assert show.happened.private[-1].kind == "feedback.prompted"
    show.after(61.0)
    session = show.player.present()
    assert session.phase is Phase.REVISION
    assert session.feedback is not None
    assert session.feedback.improvement == "Name it."
    show.after(601.0)
    assert show.player.present().phase is Phase.DONE


def test_early_feedback_lets_the_explanation_come_first() -> None:
    show = played(an_hour())
    part = handed_in(show)
    part.perform("feedback", {"strength": "Neat.", "improvement": "Name it."})
    assert show.player.present().walkthrough
    assert show.kinds()[-1] == "feedback.delivered"


def test_a_sample_is_not_sent_by_accident_and_nothing_moves() -> None:
    show = played(an_hour())
    part = handed_in(show)
    before = len(show.happened.public)
    with pytest.raises(UsageError, match="sample of the guide"):
        part.perform("feedback", {"strength": "A sample strength.", "improvement": "Name it."})
    assert len(show.happened.public) == before


def test_a_revealed_check_says_what_it_said_of_the_newest_work() -> None:
    show = played(an_hour())
    part = opened(show)
    show.after(400.0)
    part.perform("reveal", {"check": "secret"})
    revealed = show.player.present().talk.revealed[-1]
    assert (revealed.promise, revealed.verdict) == ("holds in secret", "FAIL")


def test_focus_time_ends_by_itself() -> None:
    show = played(an_hour())
    part = opened(show)
    part.perform("focus", {"time": "2"})
    assert show.player.present().focus.now is not None
    show.after(121.0)
    assert show.player.present().focus.now is None


def test_what_needs_a_host_is_refused_in_words() -> None:
    show = played(an_hour())
    part = opened(show)
    with pytest.raises(IllegalMove, match="the recording goes on"):
        part.perform("check", {})
    with pytest.raises(UsageError, match="there is no act"):
        part.perform("dance", {})


def test_finishing_instead_of_a_revision_ends_the_playback() -> None:
    show = played(an_hour())
    part = handed_in(show)
    part.perform("finish", {})
    assert show.player.present().phase is Phase.DONE
    show.after(10_000.0)
    assert show.kinds()[-1] == "session.finished"


def test_cancelling_in_the_lobby_ends_it_too() -> None:
    show = played(an_hour())
    part_of(show).perform("end", {})
    show.after(10_000.0)
    assert show.player.present().phase is Phase.DONE


def test_the_picture_follows() -> None:
    show = played(an_hour())
    opened(show)
    show.after(12.0)
    assert show.happened.picture.rows[:2] == ("vim", "x")
