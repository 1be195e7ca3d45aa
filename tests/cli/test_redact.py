"""`proctor redact` as a person calls it; what becomes of the record is tested with the review's side."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call, Write
from tests.cli.written import SUBMITTED
from tests.review.redacting import exported, held


@pytest.fixture
def session(own_place: Path) -> str:
    return held(own_place).id


def test_what_was_replaced_and_dropped_is_told_and_the_old_one_is_called_to_mind(session: str, call: Call) -> None:
    said = call("redact", session, "-o", "new.bundle", "--name", "Candidate 7", "--word", "cousin")
    assert (said.code, said.err) == (0, "")
    for told in (
        "Replaced in files: ",
        "Replaced in names of files: ",
        "Replaced in authors of saves: 6 times",
        "Replaced in texts in score cards: ",
        "Dropped: the terminal's pictures",
        "Candidate_7.bin",
        "proctor purge s1",
    ):
        assert told in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines() if "new.bundle" not in line)


def test_a_script_reads_the_same(session: str, call: Call, tmp_path: Path) -> None:
    told = json.loads(call("redact", session, "-o", "new.bundle", "--drop", "cards", "--json").out)
    assert told["session"] == "s1"
    assert told["file"] == str(tmp_path / "new.bundle")
    assert told["seal"] != told["redacts"]
    assert told["dropped"] == ["the terminal's pictures, which may show the name", "score cards"]
    assert told["binary"] == ["Candidate.bin"]
    assert told["replaced"]["files"] > 0
    assert told["saves"] == 6


def test_a_kept_picture_is_a_warning(session: str, call: Call) -> None:
    said = call("redact", session, "-o", "new.bundle", "--keep-pictures")
    assert "they may show the name" in said.out
    assert "Dropped" not in said.out


def test_no_file_is_written_over_unless_one_says_so(session: str, call: Call, tmp_path: Path, own_place: Path) -> None:
    (tmp_path / "new.bundle").write_text("mine")
    said = call("redact", session, "-o", "new.bundle")
    assert (said.code, "--replace" in said.err, (tmp_path / "new.bundle").read_text()) == (2, True, "mine")
    assert call("redact", session, "-o", "new.bundle", "--replace").code == 0
    file = exported(type(held(own_place / "two"))(own_place / session), tmp_path / "old.bundle")
    assert call("redact", str(file), "-o", str(file), "--replace").code == 2
    assert call("redact", str(file), "-o", "other.bundle").code == 0
    assert call("redact", session, "-o", "missing/x.bundle").code == 3


def test_a_session_that_goes_on_is_refused(write_session: Write, call: Call) -> None:
    said = call("redact", write_session("one", *SUBMITTED).id, "-o", "new.bundle")
    assert (said.code, "is not over" in said.err) == (2, True)


def test_a_name_that_holds_the_old_one_is_refused(session: str, call: Call, tmp_path: Path) -> None:
    said = call("redact", session, "-o", "new.bundle", "--name", "Not Ada")
    assert (said.code, "--name" in said.err, (tmp_path / "new.bundle").exists()) == (2, True, False)
