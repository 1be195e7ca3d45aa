"""The fold: from records to state, and what it does with records that it does not understand."""

import msgspec
import pytest

from proctor.errors import RecordError
from proctor.session import events as ev
from proctor.session.agreement import shell_line
from proctor.session.envelope import Envelope
from proctor.session.fold import decode, opened, replay
from proctor.session.phases import Phase
from proctor.session.state import RECENT_SAVES
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting, agreed, finished, in_work, with_feedback


def on_disk(journal: list[Envelope]) -> list[Envelope]:
    """The journal after a trip through JSON."""
    return [msgspec.json.decode(msgspec.json.encode(envelope), type=Envelope) for envelope in journal]


def test_a_journal_replays_to_the_state_it_came_from() -> None:
    sitting = finished()
    assert replay(on_disk(sitting.journal)) == sitting.session


def test_every_prefix_of_a_journal_is_a_session() -> None:
    journal = finished().journal
    phases = [replay(journal[:length]).phase for length in range(1, len(journal) + 1)]
    assert list(dict.fromkeys(phases)) == list(Phase)


def test_a_new_session_waits_in_the_lobby_with_its_agreement() -> None:
    session = Sitting(agreed(level="senior")).session
    assert (session.phase, session.clock, session.t_s) == (Phase.LOBBY, None, 0.0)
    assert session.terms == agreed(level="senior")


def test_an_empty_journal_is_no_session() -> None:
    with pytest.raises(RecordError, match="empty") as caught:
        replay([])
    assert caught.value.hint


def test_a_journal_begins_with_its_agreement() -> None:
    with pytest.raises(RecordError, match=r"begins with session\.created"):
        opened(in_work().journal[1])


def test_an_unknown_kind_moves_the_timeline_and_nothing_else() -> None:
    sitting = in_work()
    before = sitting.session
    after = sitting.wait(5).note_raw("hologram.shown", b'{"size": 3}', by="somebody new").session
    assert (after.t_s, after.seq) == (before.t_s + 5, before.seq + 1)
    assert (after.phase, after.clock, after.board) == (before.phase, before.clock, before.board)
    assert replay(on_disk(sitting.journal)) == after


def test_unknown_fields_of_a_known_kind_are_ignored() -> None:
    sitting = in_work().note_raw("clock.paused", b'{"reason": "break", "mood": "fine"}')
    assert sitting.session.paused


@pytest.mark.parametrize(
    "data",
    [b"{}", b"[]", b"null", b'{"reason": "boredom"}', b'{"reason": 3}', b'{"reason": "break", "note": "\xff"}', b"{"],
)
def test_a_malformed_record_is_named_and_changes_nothing(data: bytes) -> None:
    sitting = in_work()
    before = sitting.session
    with pytest.raises(RecordError, match=rf"record {before.seq + 1} \(clock.paused\) is malformed"):
        sitting.note_raw("clock.paused", data)
    assert sitting.session == before


def test_a_record_by_nobody_known_is_refused() -> None:
    with pytest.raises(RecordError, match="names no known actor: 'ghost'"):
        in_work().note_raw("clock.paused", b'{"reason": "break"}', by="ghost")


def test_the_agreement_is_never_changed() -> None:
    sitting = in_work()
    before = sitting.session.terms
    sitting.note(ev.SessionCreated(terms=agreed(work_min=500.0), boot_id="boot-1"))
    assert sitting.session.terms == before


def test_every_kind_is_written_as_subject_and_what_happened_and_comes_back() -> None:
    assert len(ev.KINDS) == len(ev.Event.__subclasses__())
    assert all(kind.count(".") == 1 for kind in ev.KINDS)
    for envelope in finished().journal:
        event = decode(envelope)
        assert event is not None
        assert ev.KINDS[envelope.kind] is type(event)


def test_people_are_present_from_joining_to_leaving() -> None:
    sitting = Sitting()
    sitting.note(ev.ClientJoined(client="a", role="candidate")).note(ev.ClientJoined(client="b", role="interviewer"))
    sitting.note(ev.ClientJoined(client="c", role="interviewer", screen=False))
    assert sitting.session.roles_present() == {"candidate", "interviewer"}
    sitting.note(ev.ClientLeft(client="b")).note(ev.ClientLeft(client="never joined"))
    assert sitting.session.roles_present() == {"candidate"}


def test_nobody_is_present_at_a_new_host_until_they_join_again() -> None:
    sitting = Sitting().note(ev.ClientJoined(client="a", role="candidate")).note(ev.WatchLost(why="too many files"))
    assert sitting.session.polling
    sitting.restart_host()
    assert sitting.session.roles_present() == frozenset()
    assert sitting.session.polling == ""


def test_the_log_keeps_the_newest_saves_and_the_count_keeps_all() -> None:
    sitting = in_work()
    for number in range(RECENT_SAVES + 5):
        sitting.save(f"t{number}")
    assert len(sitting.session.saves) == RECENT_SAVES
    assert sitting.session.saves[-1].snapshot.tree == f"t{RECENT_SAVES + 4}"
    assert sitting.session.snapshots == RECENT_SAVES + 6


def test_late_saves_are_kept_apart_and_named_when_set_aside() -> None:
    sitting = with_feedback().save("t9", late=True)
    sitting.act("revise", "candidate")
    sitting.note(ev.LateEditsKept(paths=("layer.py",), folder="late-edits"))
    assert sitting.session.newest is not None
    assert sitting.session.newest.tree == "start"
    assert (sitting.session.late_saves, sitting.session.late_kept) == (1, ("layer.py",))


def test_facts_that_screens_show_are_folded() -> None:
    sitting = Sitting().note(ev.IsolationShown(level=1, note="separated")).note(ev.TourChecked(verdict=Verdict.PASS))
    sitting.note(ev.SnapshotTagged(tag="start", commit="c0")).note(ev.SnapshotTagged(tag="submitted", commit="c1"))
    session = sitting.session
    assert session.isolation is not None
    assert (session.isolation.level, session.isolation.note) == (1, "separated")
    sitting.note(ev.ShellShown(level=3, note="sealed"))
    assert sitting.session.shell is not None
    assert "level 3 of 3, sealed" in shell_line(sitting.session.shell)
    assert "being tried" in shell_line(None)
    assert session.tour == ev.TourChecked(verdict=Verdict.PASS)
    assert dict(session.tags) == {"start": "c0", "submitted": "c1"}


OLD_JOURNAL = (
    (
        "session.created",
        "host",
        (
            b'{"terms": {"session": "s1", "exercise": "layer/example", "exercise_digest": "dd", "kind": "layer", '
            b'"title": "Example", "level": "mid", "entry": "layer.py", "candidate": "Ada", "work_min": 60.0, '
            b'"revision_min": 15.0}, "boot_id": "boot-1"}'
        ),
    ),
    ("host.started", "host", b'{"boot_id": "boot-1", "pid": 1, "version": "0.1"}'),
    ("client.joined", "host", b'{"client": "a", "role": "candidate"}'),
    ("phase.began", "candidate", b'{"phase": "work", "limit_s": 3600.0}'),
    ("snapshot.taken", "host", b'{"commit": "c1", "tree": "t1"}'),
    ("client.left", "host", b'{"client": "a"}'),
    ("work.submitted", "candidate", b'{"cause": "submitted", "commit": "c1"}'),
    ("feedback.delivered", "interviewer", b'{"strength": "a", "improvement": "b"}'),
    ("session.finished", "candidate", b'{"cause": "finished", "commit": "c1"}'),
)


def test_a_journal_from_before_anybody_watched_still_reads() -> None:
    lines = [
        b'{"v": 1, "seq": %d, "at_utc": "2026-03-01T12:00:0%d+00:00", "boot_ns": %d, "by": "%s", "kind": "%s", '
        b'"data": %s, "prev": ""}' % (seq, seq, seq * 10**9, by.encode(), kind.encode(), data)
        for seq, (kind, by, data) in enumerate(OLD_JOURNAL, 1)
    ]
    session = replay(msgspec.json.decode(line, type=Envelope) for line in lines)
    assert (session.phase, session.controls, session.talk.messages) == (Phase.DONE, "", ())
    assert (session.terms.focus_s, session.terms.screen) == (0.0, "live")
    assert session.focus_left_s(session.t_s) == 0.0
