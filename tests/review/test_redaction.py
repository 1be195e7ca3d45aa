"""A record without the name: nowhere is it left, and everything else is as it was."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import RecordError, UsageError
from proctor.host.redacting import Wanted, Written, redact_to
from proctor.record.history import History
from proctor.record.notes import read_notes
from proctor.record.reading import read
from proctor.record.repository import LATE, WORK
from proctor.record.seals import digest_of_seal, read_seals
from proctor.record.store import SessionFolder
from proctor.record.unpacking import unpacked
from proctor.review.blind import OWN_WORDS, name_pattern
from proctor.review.cards.shelf import Shelf, visible_cards
from proctor.review.film import Film
from proctor.review.reading import recording
from proctor.review.redaction.paths import renamed
from proctor.review.redaction.redactor import Redactor
from tests.review.redacting import NAME, exported, held, objects

ALL = Wanted("Candidate 7", (), frozenset({"pictures"}))
DIGITS = re.compile(rb"\b[0-9a-f]{8,64}\b")
"""Digests and checksums: Ada is a hex number too."""
ANY_NAME = re.compile(rb"ada|lovelace", re.IGNORECASE)


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    return held(tmp_path / "s")


def made(session: SessionFolder, file: Path, wanted: Wanted = ALL) -> Written:
    return redact_to(session.path, file, wanted)


def test_the_name_is_in_no_object_no_journal_and_no_card(session: SessionFolder, tmp_path: Path) -> None:
    written = made(session, tmp_path / "new.bundle")
    folder = unpacked(tmp_path / "new.bundle", tmp_path / "u")
    held_by_git = [content for content in objects(folder.record) if not content.startswith(b"\0")]
    assert len(held_by_git) > 15
    beside = [*folder.path.glob("*.jsonl"), *folder.cards.rglob("*")]
    assert {path.name for path in beside} >= {"events.jsonl", "private.jsonl", "seals.jsonl"}
    for content in (*held_by_git, *(path.read_bytes() for path in beside)):
        assert not ANY_NAME.search(DIGITS.sub(b"", content)), content
    assert written.redacted.binary == ("Candidate_7.bin",)
    assert not folder.screen.exists()
    assert "the terminal's pictures, which may show the name" in written.redacted.dropped


def test_the_same_course_is_told(session: SessionFolder, tmp_path: Path) -> None:
    made(session, tmp_path / "new.bundle")
    with recording(session.path) as old, recording(tmp_path / "new.bundle") as new:
        before, after = Film(old), Film(new)
        for one, two in ((old.public, new.public), (old.private, new.private)):
            assert [(e.seq, e.at_utc, e.boot_ns, e.by, e.kind, e.after) for e in one] == [
                (e.seq, e.at_utc, e.boot_ns, e.by, e.kind, e.after) for e in two
            ]
        assert [(mark.t_s, mark.private) for mark in before.marks] == [(mark.t_s, mark.private) for mark in after.marks]
        assert [frame.t_s for frame in before.frames] == [frame.t_s for frame in after.frames]
        assert len(after.late) == len(before.late) == 2
        assert set(after.ended.tags) == {"start", "submitted", "feedback", "final"}
        assert after.terms.candidate == "Candidate 7"
        assert (after.terms.title, after.terms.keep_days) == (before.terms.title, 30)
        note = after.observed_at(1e9).notes[0].event
        assert note.at.where == "Candidate_7/notes.txt:1"
        assert after.frame_of(note.at.commit) is not None


def test_the_old_seal_is_named_by_the_new_one(session: SessionFolder, tmp_path: Path) -> None:
    written = made(session, tmp_path / "new.bundle")
    old = read_seals(session.seals)[-1]
    with recording(tmp_path / "new.bundle") as new:
        assert [(seal.why, seal.redacts, seal.number) for seal in new.seals] == [("redacted", digest_of_seal(old), 1)]
        assert "redacted" in new.proof
    assert digest_of_seal(old) == written.redacted.redacts


def test_saves_keep_their_times_their_facts_and_their_line(session: SessionFolder, tmp_path: Path) -> None:
    made(session, tmp_path / "new.bundle")
    folder = unpacked(tmp_path / "new.bundle", tmp_path / "u")
    with History(session.record) as old, History(folder.record) as new:
        for ref in (WORK, LATE):
            facts = [[(s.at, s.phase, s.clock, s.seq) for s in history.snapshots(ref)] for history in (old, new)]
            assert facts[0] == facts[1]
        authors = set(new.git("log", "--all", "--format=%an").decode().split("\n"))
        assert authors - {"", "proctor"} == {"Candidate 7"}
        first = new.tree(new.tags()["start"]).files
        assert first["layer.py"].content == b"x = 1\n", "what never held the name is byte for byte as it was"
        newest = new.tree(new.tags()["final"]).files
        assert newest["layer.py"].content == b"# by Candidate_7 <Candidate_7@example.org>\ngain = 2\n"


def test_what_was_said_of_saves_is_said_of_the_new_ones(session: SessionFolder, tmp_path: Path) -> None:
    made(session, tmp_path / "new.bundle")
    with recording(tmp_path / "new.bundle") as new:
        film = Film(new)
        second, start = film.frames[1].commit, film.tagged("start")
        assert start is not None
        feedback = film.ended.feedback
        assert feedback is not None
        assert feedback.improvement == f"see {second}"
        assert any(start.commit[:12] in message.text for message in film.ended.talk.messages)
        (card,) = visible_cards(Shelf.of(new), "Grace").cards
        (cite,) = card.ratings["Right"].cites
        assert (cite.commit, cite.words) == (second, second[:10])
        assert (card.version, card.strengths) == (2, "Candidate_7 is thorough")


def test_what_is_dropped_is_gone_and_said(session: SessionFolder, tmp_path: Path) -> None:
    wanted = Wanted("Candidate 7", (), frozenset({"pictures", "messages", "cards"}))
    written = made(session, tmp_path / "new.bundle", wanted)
    assert len(written.redacted.dropped) == 3
    with recording(tmp_path / "new.bundle") as new:
        assert new.cards is None
        assert {message.text for message in Film(new).ended.talk.messages} == {"(left out)"}
        assert new.session.walkthrough == "(left out)"
        assert new.session.feedback is not None
        assert new.private


def test_without_the_private_part_nothing_private_is_there(session: SessionFolder, tmp_path: Path) -> None:
    made(session, tmp_path / "new.bundle", Wanted("Candidate 7", (), frozenset({"pictures", "private"})))
    with recording(tmp_path / "new.bundle") as new:
        assert not new.private
        assert new.cards is None
        assert new.seals[-1].private is None


def test_pictures_stay_only_if_somebody_wants_them(session: SessionFolder, tmp_path: Path) -> None:
    made(session, tmp_path / "new.bundle", Wanted("Candidate 7", (), frozenset()))
    with recording(tmp_path / "new.bundle") as new:
        assert list(new.screens)


def test_an_exported_file_is_redacted_as_the_session_is(session: SessionFolder, tmp_path: Path) -> None:
    file = exported(session, tmp_path / "old.bundle")
    redact_to(file, tmp_path / "new.bundle", ALL)
    with recording(tmp_path / "new.bundle") as new:
        assert Film(new).terms.candidate == "Candidate 7"
        assert new.seals[0].redacts == digest_of_seal(read_seals(session.seals)[-1])


def test_a_redacted_record_can_be_redacted_again(session: SessionFolder, tmp_path: Path) -> None:
    made(session, tmp_path / "one.bundle", Wanted("Person 7", ("cousin",), frozenset({"pictures"})))
    redact_to(tmp_path / "one.bundle", tmp_path / "two.bundle", Wanted("Somebody", (), frozenset({"pictures"})))
    with recording(tmp_path / "two.bundle") as new:
        assert Film(new).terms.candidate == "Somebody"
        assert Film(new).terms.contact == "Somebody_7's redacted"


def test_what_was_changed_since_its_seal_is_refused_and_nothing_is_written(
    session: SessionFolder, tmp_path: Path
) -> None:
    lines = session.events.read_bytes()
    session.events.write_bytes(lines[: lines.rindex(b"\n", 0, -1) + 1])
    assert read(session.events).problem is None
    with pytest.raises(RecordError):
        made(session, tmp_path / "new.bundle")
    assert not (tmp_path / "new.bundle").exists()
    assert not list(tmp_path.glob(".proctor-*"))


names = st.text(st.sampled_from("abcdeéxyzABCD 'ö-"), min_size=3, max_size=12).filter(str.strip)
texts = st.lists(st.sampled_from(["ada", "Ada", "LOVELACE", "a.", " ", "_", "7", "x", "é", "\n", "adapt", "max"])).map(
    "".join
)


@given(texts)
def test_no_occurrence_is_left_and_a_second_time_changes_nothing(text: str) -> None:
    redactor = Redactor("Ada Lovelace", "Person 7", ("x7",))
    once = redactor.text(text, "here")
    pattern = name_pattern("Ada Lovelace")
    assert pattern is not None
    assert not pattern.search(once)
    assert "x7" not in once.lower()
    assert redactor.text(once, "here") == once
    assert once.count("\n") == text.count("\n")


@given(names, st.data())
def test_any_name_is_found_in_any_case_and_between_signs(name: str, data: st.DataObject) -> None:
    try:
        redactor = Redactor(name, "Person 7")
    except UsageError:
        return
    written = data.draw(st.sampled_from([name, name.upper(), name.lower(), f"({name})", f"# {name}, 1.py"]))
    pattern = name_pattern(name)
    assert pattern is not None
    assert all(found[0] in OWN_WORDS for found in pattern.finditer(redactor.text(written, "here")))
    assert not pattern.search(redactor.named(written, "here"))


@given(st.sets(st.text(st.sampled_from("aAdb_/."), min_size=1, max_size=8).filter(lambda p: "" not in p.split("/"))))
def test_no_two_files_fall_together_and_folders_stay_folders(paths: set[str]) -> None:
    new = renamed(paths, lambda part: part.lower().replace("ada", "x"))
    assert len(set(new.values())) == len(paths)
    assert all(new[path].count("/") == path.count("/") for path in paths)
    parents = {path.rpartition("/")[0]: new[path].rpartition("/")[0] for path in paths}
    assert len(set(parents.values())) == len(parents)


def test_words_of_python_stay_words_of_python() -> None:
    redactor = Redactor("Max Power", "Person 7")
    assert redactor.text("# Max wrote\nx = max(a, b)", "here") == "# Person_7 wrote\nx = max(a, b)"


def test_a_listed_word_is_found_inside_of_others() -> None:
    redactor = Redactor("Ada", "Person 7", ("Analytical  Engines",))
    assert redactor.text("@analytical engines4", "here") == "@redacted4"
    assert redactor.counts == {"here": 1}


@pytest.mark.parametrize(("label", "words"), [("Ada 2", ()), ("Candidate", ("did",)), ("--", ()), ("Person", ("a",))])
def test_what_would_bring_the_name_back_is_refused(label: str, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        Redactor(NAME, label, words)
    assert refused.value.hint


def test_what_checks_said_is_noted_on_the_new_saves(session: SessionFolder, tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415 only here

    made(session, tmp_path / "new.bundle")
    subprocess.run(["git", "clone", "-q", "--mirror", "new.bundle", "c.git"], cwd=tmp_path, check=True)
    notes = read_notes(History(tmp_path / "c.git"))
    assert [note.message for said in notes.values() for note in said] == ["Candidate_7_gain is 1"]
