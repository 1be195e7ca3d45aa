"""Only a finished and sound session is a recording."""

from pathlib import Path

import pytest

from proctor.errors import ProctorError, RecordError, UsageError
from proctor.review.reading import recording
from proctor.session.phases import Phase

EXAMPLE = Path(__file__).resolve().parents[2] / "sessions" / "example" / "example.bundle"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_HOME", str(EXAMPLE.parents[2]))


def test_an_exported_file_is_read_with_the_pictures_beside_it() -> None:
    with recording(EXAMPLE) as recorded:
        assert recorded.session.phase is Phase.DONE
        assert recorded.private
        assert next(iter(recorded.screens)).whole
        assert recorded.record.is_dir()
    assert not recorded.record.exists(), "what was unpacked is gone afterwards"


def test_without_pictures_the_rest_is_there(tmp_path: Path) -> None:
    copy = tmp_path / "other.bundle"
    copy.write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "screen").mkdir()
    with recording(copy) as recorded:
        assert not list(recorded.screens)
        assert recorded.pictures is None


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
