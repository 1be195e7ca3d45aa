"""Exporting and importing from the command line; what is believed is tested with the host's side."""

import json
from pathlib import Path

import pytest

from proctor.cli import handover
from proctor.record.journal import Journal
from proctor.record.parcel import write_parcel
from proctor.record.repository import create_repository
from proctor.record.seals import digest_of_seal, read_seals
from proctor.record.store import SessionFolder
from proctor.session.sealing import long_seal
from tests.cli.conftest import Call, Write
from tests.cli.written import FINISHED, SUBMITTED
from tests.host.kept import AT, kept, note


def recorded(write_session: Write, *happenings: object) -> str:
    """A session whose record has no saves."""
    folder = write_session("one", *happenings)
    Journal.create(folder.private).close()
    create_repository(folder.record)
    return folder.id


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    """A finished session with everything in it."""
    monkeypatch.setenv("PROCTOR_EXERCISES", str(tmp_path / "company"))
    monkeypatch.setenv("PROCTOR_SESSIONS", str(tmp_path / "theirs"))
    return kept(tmp_path).folder


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


@pytest.mark.parametrize("words", [(), ("--with-private",), ("--candidate-copy",), ("--for-candidate",)])
def test_what_is_in_the_file_and_what_is_not_is_listed(
    whole: SessionFolder, call: Call, words: tuple[str, ...]
) -> None:
    told = json.loads(call("export", whole.id, *words, "--json").out)
    listed = {name: " ".join(told[name]) for name in ("contains", "left_out")}
    private = "contains" if words == ("--with-private",) else "left_out"
    work_only = bool(words) and words != ("--with-private",)
    assert "every save (3)" in listed["contains"]
    assert ("private journal" in listed[private]) != work_only
    assert ("both journals" in listed["left_out"]) == work_only
    assert (told["journals"], told["private"]) == (not work_only, words == ("--with-private",))
    said = call("export", whole.id, *words, "--replace").out
    assert all(part.split(" (")[0].split()[0] in said for name in listed for part in told[name])
    assert ("Seal: " in said) != work_only
    assert bool(told["seal"]) != work_only


def test_the_seal_is_shown_as_a_person_can_write_it_down(whole: SessionFolder, call: Call) -> None:
    said = call("export", whole.id).out
    digest = digest_of_seal(read_seals(whole.seals)[-1])
    assert f"Seal: {long_seal(digest)}" in said
    assert all(len(line) <= 80 for line in said.splitlines() if not line.startswith("Written"))
    status = call("status", whole.id)
    assert f"Seal: {long_seal(digest)}" in status.out
    assert json.loads(call("status", whole.id, "--json").out)["seal"] == digest


def test_the_two_kinds_of_copies_exclude_each_other(whole: SessionFolder, call: Call) -> None:
    said = call("export", whole.id, "--with-private", "--candidate-copy")
    assert (said.code, "not allowed with" in said.err) == (2, True)


def test_an_import_says_what_it_verified(
    whole: SessionFolder, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("export", whole.id, "-o", "first")
    first = digest_of_seal(read_seals(whole.seals)[-1])
    note(whole, "late")
    call("export", whole.id, "-o", "second", "--with-private")
    monkeypatch.setenv("PROCTOR_SESSIONS", str(tmp_path / "ours"))
    wrong = call("import", "first", "--seal", "f" * 64, "--json")
    assert (wrong.code, "seal" in json.loads(wrong.out)["error"]) == (3, True)
    short = call("import", "first", "--seal", "abc")
    assert (short.code, "16" in short.err) == (2, True)
    told = json.loads(call("import", "second", "--seal", long_seal(first), "--with-private", "--json").out)
    assert (told["sealed"], told["seals"][0], len(told["seals"])) == (True, first, 2)
    assert "everything agrees" in told["proof"]


def test_without_a_seal_an_import_warns(
    whole: SessionFolder, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As versions without seals wrote it."""
    write_parcel(whole.record, tmp_path / "old", {"events.jsonl": whole.events.read_bytes()}, AT)
    monkeypatch.setenv("PROCTOR_SESSIONS", str(tmp_path / "ours"))
    assert "Warning: no seal" in call("import", "old").out
    monkeypatch.setenv("PROCTOR_SESSIONS", str(tmp_path / "others"))
    told = json.loads(call("import", "old", "--json").out)
    assert (told["sealed"], told["seals"]) == (False, [])


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
