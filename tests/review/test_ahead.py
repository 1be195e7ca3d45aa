"""Going ahead in a second process changes how soon a session is there, and never what is believed of it."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.long_record import long_record
from proctor.errors import ProctorError
from proctor.host.handover import hand_out
from proctor.record.history import History
from proctor.record.lines import compact_json
from proctor.record.store import SessionFolder
from proctor.review.ahead import Ahead, go_through, going_ahead, journals_of
from proctor.review.carrying import carried, footage_in
from proctor.review.footage import footage_of
from proctor.review.reading import recording
from proctor.review.recording import Recording
from proctor.session.events import CheckEnded
from proctor.session.fold import decode


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session with a few saves."""
    return long_record(tmp_path_factory.mktemp("ahead") / "0105-rms-norm-aaaa", 12, pictured=True).path


@pytest.fixture
def place(finished: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(finished, tmp_path / finished.name, symlinks=True))


def test_a_whole_session_is_found_the_same(finished: Path) -> None:
    with going_ahead(finished) as ahead, recording(finished, ahead=ahead) as one, recording(finished) as other:
        assert type(one.public) is not type(other.public)  # it was the second process that was listened to
        assert _facts(one) == _facts(other)


def test_the_verdicts_of_a_check_are_looked_up_the_same(finished: Path) -> None:
    with going_ahead(finished) as ahead, recording(finished, ahead=ahead) as one, recording(finished) as other:
        assert one.footage is not None
        assert other.footage is not None
        assert one.footage.tracks.keys() == other.footage.tracks.keys()
        for check, track in other.footage.tracks.items():
            same = one.footage.tracks[check]
            assert same.first_pass() == track.first_pass()
            assert (same.said, same.later) == (track.said, track.later)
            assert [same.at(t_s) for t_s in other.footage.times_s] == [track.at(t_s) for t_s in other.footage.times_s]
            assert all(same.on_tree(said.ended.tree) == track.on_tree(said.ended.tree) for said in track.said)


def test_a_check_that_both_journals_speak_of_is_carried_whole(finished: Path) -> None:
    """As one that was hidden and then revealed, or judged again."""
    with recording(finished) as found:
        public, private = found.public, tuple(found.private)
    visible = next(event for event in map(decode, public) if isinstance(event, CheckEnded))
    last = private[-1]
    again = replace(last, seq=last.seq + 1, kind=CheckEnded.kind, data=compact_json(replace(visible, verdict="UNSURE")))
    private = (*private, again)
    gone = footage_of(public, private)
    same = footage_in(carried(gone), public, private)
    track, carried_track = gone.tracks[visible.check], same.tracks[visible.check]
    assert track.said[-1].ended.verdict == "UNSURE"
    assert (carried_track.said, carried_track.later) == (track.said, track.later)


@pytest.mark.parametrize("name", ["events.jsonl", "private.jsonl", "seals.jsonl"])
def test_every_changed_byte_is_told_as_without_a_second_process(place: Path, name: str) -> None:
    file = place / name
    content = file.read_bytes()
    for at in range(0, len(content), len(content) // 12):
        changed = bytearray(content)
        changed[at] ^= 1
        file.write_bytes(bytes(changed))
        assert _told(place, ahead_too=True) == _told(place)
    file.write_bytes(content)
    assert _told(place, ahead_too=True) == _told(place) == ""


@pytest.mark.parametrize("name", ["private.jsonl", "seals.jsonl", "record.git"])
def test_what_is_missing_is_told_as_without_a_second_process(place: Path, name: str) -> None:
    gone = place / name
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    assert _told(place, ahead_too=True) == _told(place)


@pytest.mark.parametrize("name", ["events.jsonl", "private.jsonl"])
def test_a_journal_that_changes_meanwhile_is_shown_as_it_was_verified(place: Path, finished: Path, name: str) -> None:
    with going_ahead(place) as ahead:
        (place / name).write_bytes(b"x")
        assert ahead is not None
        found = ahead.verified()
    assert found is not None
    with recording(finished) as whole:
        assert (found.session, [*found.public], [*found.private]) == (whole.session, [*whole.public], [*whole.private])


def test_one_that_ends_early_is_done_without(finished: Path) -> None:
    folder, written = SessionFolder(finished), BytesIO()
    journals = journals_of(folder)
    go_through(folder, journals, written)
    whole = written.getvalue()
    assert Ahead(folder, journals, BytesIO(whole)).verified() is not None
    for end in (0, 1, len(whole) // 2, *range(len(whole) - 400, len(whole))):
        assert Ahead(folder, journals, BytesIO(whole[:end])).verified() is None


def test_a_file_that_is_none_is_told_as_without_a_second_process(place: Path, tmp_path: Path) -> None:
    assert _told(place / "events.jsonl", ahead_too=True) == _told(place / "events.jsonl") != ""
    with going_ahead(tmp_path / "nothing") as ahead:
        assert ahead is None


@pytest.mark.parametrize("with_private", [True, False])
def test_an_exported_file_is_found_the_same(finished: Path, tmp_path: Path, *, with_private: bool) -> None:
    file = _exported(finished, tmp_path, with_private=with_private)
    with going_ahead(file) as ahead, recording(file, ahead=ahead) as one, recording(file) as other:
        assert type(one.public) is not type(other.public)
        assert one.record != other.record  # each has unpacked it for itself
        assert _facts(one) == _facts(other)
        assert one.package is not None
        assert History(one.record).refs() == History(other.record).refs()
    assert ahead is not None
    assert not ahead.folder.path.exists()


def test_every_changed_byte_of_a_file_is_told_as_without_a_second_process(finished: Path, tmp_path: Path) -> None:
    file = _exported(finished, tmp_path, with_private=True)
    content = file.read_bytes()
    for at in range(0, len(content), len(content) // 12):
        changed = bytearray(content)
        changed[at] ^= 1
        file.write_bytes(bytes(changed))
        assert _told(file, ahead_too=True) == _told(file)


def _exported(finished: Path, into: Path, *, with_private: bool) -> Path:
    """The session in one file."""
    folder = Path(shutil.copytree(finished, into / finished.name, symlinks=True))
    hand_out(SessionFolder(folder), into / "session.bundle", with_private=with_private)
    return into / "session.bundle"


def _facts(found: Recording) -> list[object]:
    footage = found.footage
    assert footage is not None
    return [
        *(found.session, tuple(found.public), tuple(found.private), found.proof, found.seals, found.problem),
        *(footage.ended, footage.frames, footage.late, footage.marks, footage.times_s, footage.private_times_s),
        *(footage.states[number] for number in range(len(footage.states))),
        *(footage.acted_s, footage.answered_s, footage.boots_ns, footage.number_of),
    ]


def _told(place: Path, *, ahead_too: bool = False) -> str:
    """The complaint; empty where there is none."""
    try:
        if not ahead_too:
            with recording(place):
                return ""
        with going_ahead(place) as ahead, recording(place, ahead=ahead):
            return ""
    except ProctorError as error:
        return str(error)
