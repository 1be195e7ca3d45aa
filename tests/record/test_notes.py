"""Verdicts beside the commits they are for."""

from pathlib import Path

import pytest

from proctor.record.history import History
from proctor.record.journal import Journal
from proctor.record.notes import CHECK_NOTES, read_notes, write_notes
from proctor.record.snapshots import Snapshots
from proctor.record.store import SessionFolder, create_session
from proctor.record.tree import Tree
from proctor.session.events import CheckEnded
from proctor.session.verdicts import Verdict
from tests.record.conftest import MakeFacts

AT = "2026-01-01T10:00:00.000000Z"


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    """A session's folder with an empty journal and an empty record."""
    made = create_session(tmp_path, "s")
    Journal.create(made.events).close()
    Snapshots.create(made.record).close()
    return made


def say(folder: SessionFolder, check: str, commit: str, verdict: Verdict) -> None:
    event = CheckEnded(run="r", commit=commit, tree="t", check=check, verdict=verdict, message="why", ms=1.5)
    with Journal.open(folder.events) as journal:
        journal.append(event.kind, event, by="host", at_utc=AT, boot_ns=1)


def test_each_commit_carries_the_last_verdict_of_each_check(folder: SessionFolder, facts: MakeFacts) -> None:
    with Snapshots.open(folder.record) as snapshots:
        first, second = (snapshots.take(Tree.of({"a": b"%d" % number}), facts(number)) for number in (1, 2))
        assert first is not None
        assert second is not None
        say(folder, "test_shape", first.commit, Verdict.FAIL)
        say(folder, "test_value", first.commit, Verdict.TIMEOUT)
        say(folder, "test_shape", second.commit, Verdict.FAIL)
        say(folder, "test_shape", second.commit, Verdict.PASS)
        write_notes(folder)
    history = History(folder.record)
    assert {commit: [(n.check, n.verdict) for n in notes] for commit, notes in read_notes(history).items()} == {
        first.commit: [("test_shape", Verdict.FAIL), ("test_value", Verdict.TIMEOUT)],
        second.commit: [("test_shape", Verdict.PASS)],
    }
    shown = history.git("log", "-1", "--notes=proctor-checks", "--format=%N", second.commit)
    assert shown.strip() == b'{"check":"test_shape","verdict":"PASS","evidence":"judge","message":"why","ms":1.5}'


def test_writing_again_adds_only_what_is_new(folder: SessionFolder, facts: MakeFacts) -> None:
    with Snapshots.open(folder.record) as snapshots:
        taken = snapshots.take(Tree.of({"a": b"1"}), facts(0))
    assert taken is not None
    say(folder, "test_shape", taken.commit, Verdict.FAIL)
    history = History(folder.record)
    for _ in range(2):
        write_notes(folder)
        assert history.git("rev-list", "--count", CHECK_NOTES) == b"1\n"
    say(folder, "test_shape", taken.commit, Verdict.PASS)
    write_notes(folder)
    assert history.git("rev-list", "--count", CHECK_NOTES) == b"2\n"
    assert [note.verdict for note in read_notes(history)[taken.commit]] == [Verdict.PASS]


def test_a_session_without_verdicts_has_no_notes(folder: SessionFolder) -> None:
    write_notes(folder)
    assert CHECK_NOTES not in History(folder.record).refs()
