"""Only a finished and sound session is a recording."""

import shutil
from pathlib import Path

import pytest

from proctor.errors import ProctorError, RecordError, UsageError
from proctor.record.parcel import write_parcel
from proctor.record.seals import seal_now
from proctor.review.reading import recording
from proctor.session import events as ev
from proctor.session.phases import Phase
from tests.cli.written import append
from tests.host.kept import AT, Kept, flipped, kept

EXAMPLE = Path(__file__).resolve().parents[2] / "sessions" / "example" / "example.bundle"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_HOME", str(EXAMPLE.parents[2]))


def test_the_example_is_read_from_its_file_and_nothing_is_left() -> None:
    with recording(EXAMPLE) as recorded:
        assert recorded.session.phase is Phase.DONE
        assert recorded.private
        assert next(iter(recorded.screens)).whole
        assert recorded.record.is_dir()
    assert not recorded.record.exists(), "what was unpacked is gone afterwards"


def test_a_file_without_pictures_is_read_with_those_beside_it(ended: Kept, tmp_path: Path) -> None:
    """As versions wrote it that left them out."""
    events = {"events.jsonl": ended.folder.events.read_bytes()}
    write_parcel(ended.folder.record, tmp_path / "old.bundle", events, AT)
    with recording(tmp_path / "old.bundle") as recorded:
        assert not list(recorded.screens)
        assert recorded.pictures is None
    shutil.copytree(ended.folder.screen, tmp_path / "old.screen")
    with recording(tmp_path / "old.bundle") as recorded:
        assert next(iter(recorded.screens)).whole
        assert recorded.pictures == tmp_path / "old.screen"


@pytest.mark.parametrize("cut", [0, 10, 5000])
def test_a_file_that_was_cut_is_refused_in_words(cut: int, tmp_path: Path) -> None:
    copy = tmp_path / "cut.bundle"
    copy.write_bytes(EXAMPLE.read_bytes()[:cut])
    with pytest.raises(ProctorError) as refused, recording(copy):
        pass
    assert refused.value.hint


def test_a_damaged_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_bytes(b"nonsense\nmore nonsense\n")
    with pytest.raises(RecordError, match="damaged"), recording(tmp_path):
        pass


def test_an_empty_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no recorded session"), recording(tmp_path):
        pass


@pytest.fixture
def ended(tmp_path: Path) -> Kept:
    session = kept(tmp_path)
    seal_now(session.folder, "finished")
    return session


def test_a_session_s_own_folder_is_held_to_its_seals(ended: Kept) -> None:
    with recording(ended.folder.path) as recorded:
        assert recorded.proof == "sealed, 1 seal, everything agrees"
        assert recorded.cards == ended.folder.cards
        assert recorded.exercise.digest() == ended.exercise.digest()
        assert recorded.package is not None
        assert recorded.package.name == recorded.session.terms.exercise


@pytest.mark.parametrize("part", ["events.jsonl", "private.jsonl", "seals.jsonl", "cards/grace.jsonl"])
@pytest.mark.parametrize("at", [0, 0.5, 1])
def test_a_changed_byte_in_a_folder_is_refused_and_named(ended: Kept, part: str, at: float) -> None:
    path = ended.folder.path / part
    content = path.read_bytes()
    path.write_bytes(flipped(content, int(at * (len(content) - 1))))
    with pytest.raises(RecordError, match=part) as refused, recording(ended.folder.path):
        pass
    assert refused.value.hint


def test_lines_behind_the_seal_are_counted_and_do_no_harm(ended: Kept) -> None:
    append(ended.folder, ("host", ev.HostStopped()))
    with recording(ended.folder.path) as recorded:
        assert recorded.proof.endswith("1 later line not sealed yet")


def test_what_is_left_of_a_damaged_folder_is_shown_to_who_asks_for_it(ended: Kept) -> None:
    lines = ended.folder.events.read_bytes().splitlines(keepends=True)
    ended.folder.events.write_bytes(b"".join([*lines[:3], b"nonsense\n", *lines[4:]]))
    with recording(ended.folder.path, damaged_too=True) as recorded:
        assert [envelope.seq for envelope in recorded.public] == [1, 2, 3]
        assert recorded.session.phase is Phase.WORK
        assert "line 4" in recorded.problem
        assert recorded.proof == ""
    ended.folder.events.write_bytes(b"nonsense\n" * 2)
    with pytest.raises(RecordError, match="nothing of the journal"), recording(ended.folder.path, damaged_too=True):
        pass


def test_a_session_that_goes_on_is_no_recording(ended: Kept) -> None:
    lines = ended.folder.events.read_bytes().splitlines(keepends=True)
    ended.folder.events.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(UsageError, match="not over"), recording(ended.folder.path):
        pass


def test_without_the_exercise_anywhere_the_rest_is_shown(ended: Kept, tmp_path: Path) -> None:
    write_parcel(ended.folder.record, tmp_path / "old", {"events.jsonl": ended.folder.events.read_bytes()}, AT)
    with recording(tmp_path / "old") as recorded:
        assert recorded.package is None
        assert recorded.proof.startswith("no seal")
        assert recorded.private == ()


def test_another_exercise_than_was_agreed_on_is_said(ended: Kept) -> None:
    (ended.folder.exercise / "spec.md").write_text("another")
    ended.folder.seals.unlink()
    seal_now(ended.folder, "finished")
    with recording(ended.folder.path) as recorded:
        assert "not, to the byte, the one that was agreed on" in recorded.proof
