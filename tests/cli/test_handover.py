"""Exporting and importing from the command line; what is believed is tested with the host's side."""

import json
from pathlib import Path

import pytest

from proctor.cli import handover
from proctor.record.journal import Journal
from proctor.record.repository import create_repository
from tests.cli.conftest import Call, Write
from tests.cli.written import FINISHED, SUBMITTED


def recorded(write_session: Write, *happenings: object) -> str:
    """A session whose record has no saves."""
    folder = write_session("one", *happenings)
    Journal.create(folder.private).close()
    create_repository(folder.record)
    return folder.id


def test_a_session_that_goes_on_says_how_to_end_it(write_session: Write, call: Call) -> None:
    said = call("export", recorded(write_session, *SUBMITTED))
    assert (said.code, "proctor end one" in said.err) == (2, True)


def test_the_file_and_its_checksum_are_told(write_session: Write, call: Call, tmp_path: Path) -> None:
    session = recorded(write_session, *FINISHED)
    told = json.loads(call("export", session, "--json").out)
    assert told["file"] == str(tmp_path / "one.bundle")
    assert (tmp_path / "one.bundle").read_bytes().startswith(b"# v2 git bundle\n")
    again = call("export", session)
    assert (again.code, "--replace" in again.err) == (2, True)
    assert told["sha256"] in call("export", session, "-o", "other.bundle").out
    assert call("export", session, "-o", "missing/other.bundle").code == 3


def test_a_file_that_is_none_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    for words in (["import", "x"], ["import", "missing"], ["import", "x", "--exercise", "practice-rms-norm"]):
        said = call(*words, "--json")
        assert said.code == 3
        assert json.loads(said.out)["hint"]


@pytest.mark.parametrize("part", [True, False])
def test_what_to_do_next_is_said(part: bool) -> None:
    report = handover.ImportReport(
        session="one", folder="/f", exercise="layer/x", level="mid", candidate="Ada", candidate_part=part
    )
    last = list(handover._import_lines(report))[-1]
    assert ("--exercise" in last) is part
