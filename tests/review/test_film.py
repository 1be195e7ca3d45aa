"""A recording by moments says what a plain fold of its journals says."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.errors import RecordError
from proctor.review.film import Film, without_private
from proctor.review.footage import STATE_EVERY
from proctor.review.marks import Sort
from proctor.review.recording import Recording
from proctor.session import events as ev
from proctor.session.fold import fold, opened, replay
from proctor.session.state import Session
from proctor.session.verdicts import Verdict
from tests.review.conftest import PrivateJournal, an_hour
from tests.review.filmed import at, with_revision
from tests.session.sitting import Sitting, agreed, in_work


def plainly(recording: Recording, t_s: float) -> Session:
    """The state at a moment without anything that is kept."""
    session = opened(recording.public[0])
    for envelope in recording.public[1:]:
        following = fold(session, envelope)
        if following.t_s > t_s:
            break
        session = following
    return session


def long_session(events: int) -> Recording:
    """Saves and verdicts, two a second or several at one moment."""
    sitting = in_work()
    for number in range(events // 2):
        sitting.wait(number % 3).save(f"t{number}")
        verdict = Verdict.PASS if number % 5 else Verdict.FAIL
        sitting.note(
            ev.CheckEnded(run="r", commit=f"commit-t{number}", tree=f"t{number}", check="shape", verdict=verdict)
        )
    return recorded(sitting)


def recorded(sitting: Sitting, secrets: PrivateJournal | None = None) -> Recording:
    private = tuple(secrets.envelopes) if secrets else ()
    return Recording(sitting.session, tuple(sitting.journal), private, (), Path("nowhere"), None)


LONG = long_session(2 * STATE_EVERY + 40)
FILM = Film(LONG)


@settings(deadline=None)
@given(st.floats(-10, LONG.session.t_s + 10) | st.sampled_from(FILM.times_s))
def test_the_state_at_any_moment_is_that_of_a_plain_fold(t_s: float) -> None:
    assert FILM.state_at(t_s) == plainly(LONG, t_s)


@settings(deadline=None)
@given(st.integers(1, len(LONG.public)))
def test_the_state_after_any_event_is_that_of_a_plain_fold(number: int) -> None:
    assert FILM.state_after(number) == replay(LONG.public[:number])


def test_the_last_state_is_how_it_ended() -> None:
    hour = an_hour()
    film = Film(hour)
    assert film.state_at(film.end_s) == hour.session == film.ended
    assert film.state_at(1e9) == hour.session
    assert film.state_at(-1.0).seq == 1


@settings(deadline=None)
@given(st.floats(-10, LONG.session.t_s + 10))
def test_the_frame_at_a_moment_is_the_newest_save_of_then(t_s: float) -> None:
    newest = plainly(LONG, t_s).newest if t_s >= 0 else None
    frame = FILM.frame_at(t_s)
    assert (frame.taken if frame else None) == newest


def test_frames_know_their_clock_their_number_and_their_names(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as made:
        film = Film(made.recording())
    assert [(frame.number, frame.t_s, frame.used_s, frame.phase) for frame in film.frames] == [
        (0, 0.0, 0.0, "work"),
        (1, 300.0, 300.0, "work"),
        (2, 1000.0, 40.0, "revision"),
    ]
    assert [frame.tags for frame in film.frames] == [("start",), ("submitted",), ("final",)]
    assert [frame.t_s for frame in film.late] == [660.0]
    for tag in ("start", "submitted", "final"):
        named = film.tagged(tag)
        assert named is not None
        assert film.frame_of(named.commit) is named
    assert film.tagged("feedback") is None
    assert film.frame_of(film.late[0].commit) is None


def test_one_save_may_have_several_names() -> None:
    sitting = in_work().wait(60)
    sitting.act("submit", "candidate")
    for tag in ("start", "submitted", "final"):
        sitting.note(ev.SnapshotTagged(tag=tag, commit="commit-start"))
    assert Film(recorded(sitting)).frames[0].tags == ("start", "submitted", "final")


def test_marks_stand_in_the_order_of_time_and_lead_from_one_to_the_next() -> None:
    film = Film(an_hour())
    times = [mark.t_s for mark in film.marks]
    assert times == sorted(times)
    walked = []
    t_s = -1.0
    while (mark := film.mark_after(t_s)) is not None:
        walked.append(mark.t_s)
        t_s = mark.t_s
    assert walked == sorted(set(times))
    back = []
    while (mark := film.mark_before(t_s + 1e-9 if not back else t_s)) is not None:
        back.append(mark.t_s)
        t_s = mark.t_s
    assert back == walked[::-1]
    assert {mark.kind for mark in film.marks if mark.private} == {"note.added"}
    assert {Sort.PHASE, Sort.CLOCK, Sort.FEEDBACK, Sort.TALK} <= {mark.sort for mark in film.marks}


def test_a_check_is_a_mark_when_it_first_holds_and_when_it_no_longer_does() -> None:
    sitting = in_work()
    for number, verdict in enumerate([Verdict.FAIL, Verdict.PASS, Verdict.PASS, Verdict.ERROR, Verdict.PASS]):
        sitting.wait(10).save(f"t{number}")
        sitting.note(
            ev.CheckEnded(run="r", commit=f"commit-t{number}", tree=f"t{number}", check="shape", verdict=verdict)
        )
    film = Film(recorded(sitting))
    assert [(mark.t_s, mark.words) for mark in film.marks if mark.sort is Sort.CHECK] == [
        (20.0, "Check shape holds for the first time"),
        (40.0, "Check shape no longer holds: ERROR"),
    ]
    track = film.tracks["shape"]
    assert track.cells([0.0, 10.0, 25.0, 45.0, 1e9]) == [
        None,
        Verdict.FAIL,
        Verdict.PASS,
        Verdict.ERROR,
        Verdict.PASS,
    ]


def test_what_is_known_of_a_content_counts_whenever_it_was_said() -> None:
    sitting = in_work().save("a").save("b")
    for tree, verdict, later in (("a", Verdict.DEFERRED, False), ("b", Verdict.PASS, False), ("a", Verdict.FAIL, True)):
        sitting.note(
            ev.CheckEnded(run="r", commit=f"commit-{tree}", tree=tree, check="shape", verdict=verdict, later=later)
        )
    film = Film(recorded(sitting))
    assert {check: said.verdict for check, said in film.verdicts_on("a").items()} == {"shape": Verdict.FAIL}
    assert [said.verdict for said in film.tracks["shape"].said] == [Verdict.DEFERRED, Verdict.PASS]
    assert film.verdicts_on("nothing") == {}


def test_what_interviewers_saw_is_told_as_of_then(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as made:
        film = Film(made.recording())
    assert film.observed_at(100.0).issues == {}
    assert film.observed_at(400.0).issues["trap"].event == ev.IssueMarked(issue="trap", state="open", at=at(300.0))
    assert film.observed_at(1e9).prompted == {"secret", "trap", "other"}
    frame = film.frame_at(400.0)
    assert frame is not None
    assert film.observed_at(400.0).hidden.on_tree(frame.tree)["secret"].verdict is Verdict.FAIL


def test_private_events_keep_their_order_and_lie_between_the_shared_ones() -> None:
    sitting = in_work()
    secrets = PrivateJournal(sitting)
    for seconds in (0, 5, 5):
        sitting.wait(seconds)
        secrets.note(ev.NoteAdded(text="x", at=at(0.0)))
    sitting.wait(10).save("one")
    secrets.envelopes[1] = msgspec.structs.replace(secrets.envelopes[1], boot_ns=10**15)
    film = Film(recorded(sitting, secrets))
    assert film.private_times_s == [0.0, 20.0, 20.0]


def test_without_the_private_journal_nothing_of_it_is_left() -> None:
    film = Film(without_private(an_hour()))
    assert not [mark for mark in film.marks if mark.private]
    assert not [track for track in film.tracks.values() if track.visibility == "hidden"]
    assert film.private_times_s == []


def test_activity_leaves_out_what_happens_by_itself() -> None:
    sitting = Sitting(agreed()).restart_host()
    sitting.wait(5).act("begin", "candidate")
    sitting.wait(5).note(ev.RunStarted(run="r", commit="c", tree="t", checks=()))
    sitting.wait(5).save("one")
    assert Film(recorded(sitting)).activity_s == [0.0, 5.0, 15.0]


def test_an_empty_or_a_broken_journal_is_no_film() -> None:
    hour = an_hour()
    with pytest.raises(RecordError):
        Film(replace(hour, public=()))
    with pytest.raises(RecordError):
        Film(replace(hour, public=hour.public[1:]))
