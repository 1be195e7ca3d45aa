"""Deleting sessions for good: what goes, what is asked, what is left."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proctor.cli import purge as command
from proctor.cli.overview import summary_of
from proctor.host.ending import remove_places, without_host
from proctor.link.places import fresh_places, places_of
from proctor.record import purging
from proctor.record.journal import Journal
from proctor.record.receipts import RECEIPTS, read_receipts
from proctor.record.store import SessionFolder
from tests.cli.conftest import Call, Write
from tests.cli.written import BEGUN, FINISHED

LONG_AGO = "2020-01-01T10:00:00.000000Z"


def everything(root: Path) -> list[str]:
    """Every name under the folder of sessions."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def filled(folder: SessionFolder, elsewhere: Path) -> SessionFolder:
    """With saves, cards, a link that leads out, and a folder that somebody closed."""
    Journal.create(folder.private).close()
    (folder.workspace / "out").symlink_to(elsewhere)
    (folder.workspace / "file").symlink_to(elsewhere / "kept.txt")
    (folder.workspace / "closed").mkdir()
    (folder.workspace / "closed" / "x").write_bytes(b"x" * 1000)
    (folder.workspace / "closed").chmod(0)
    folder.cards.mkdir()
    (folder.cards / "grace.jsonl").write_text("{}\n")
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that is nobody's session."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept.txt").write_text("kept")
    return tmp_path / "elsewhere"


def test_nothing_is_left_but_the_receipt(write_session: Write, call: Call, own_place: Path, elsewhere: Path) -> None:
    folder = filled(write_session("one", *FINISHED, candidate="Ada Lovelace"), elsewhere)
    fresh_places(folder.path).make()
    said = call("purge", "one", "--yes", "--reason", "asked\nfor it")
    assert said.code == 0
    assert everything(own_place) == [RECEIPTS]
    assert (elsewhere / "kept.txt").read_text() == "kept"
    assert not fresh_places(folder.path).root.exists()
    (receipt,) = read_receipts(own_place)
    assert (receipt.session, receipt.saves, receipt.cards, receipt.reason) == ("one", 1, 1, "asked for it")
    assert receipt.bytes > 1000
    assert not receipt.live
    assert "Lovelace" not in (own_place / RECEIPTS).read_text()
    assert "Copies that were exported are not reached" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines() if RECEIPTS not in line)


def test_a_session_that_goes_on_is_refused(write_session: Write, call: Call) -> None:
    folder = write_session("one", *BEGUN)
    said = call("purge", "one", "--yes")
    assert (said.code, "proctor end one" in said.err, folder.exists()) == (2, True, True)
    assert call("purge", "one", "--yes", "--even-live").code == 0
    assert not folder.path.exists()
    assert json.loads(call("purge", "--receipts", "--json").out)[0]["live"]


def test_an_unreadable_session_is_refused_until_one_insists(write_session: Write, call: Call) -> None:
    folder = write_session("one", *FINISHED)
    folder.events.write_bytes(b"nonsense\n")
    said = call("purge", "one", "--yes")
    assert (said.code, "cannot be read" in said.err) == (2, True)
    assert call("purge", "one", "--yes", "--even-live").code == 0


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_nobody_is_deleted_where_nobody_can_be_asked(write_session: Write, call: Call, words: tuple[str, ...]) -> None:
    folder = write_session("one", *FINISHED)
    said = call("purge", "one", *words)
    assert said.code == 2
    assert "--yes" in said.err + said.out
    assert folder.exists()


class Person:
    """A terminal at which somebody types one line."""

    def __init__(self, line: str) -> None:
        self._line = line

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._line


@pytest.mark.parametrize(("typed", "gone"), [("\n", False), ("n\n", False), ("", False), ("y\n", True)])
def test_what_goes_is_shown_and_no_is_the_default(
    write_session: Write, call: Call, monkeypatch: pytest.MonkeyPatch, elsewhere: Path, *, typed: str, gone: bool
) -> None:
    folder = filled(write_session("one", *FINISHED), elsewhere)
    monkeypatch.setattr("sys.stdin", Person(typed))
    monkeypatch.setattr(type(__import__("sys").stderr), "isatty", lambda _self: True, raising=False)
    said = call("purge", "one")
    assert said.code == (0 if gone else 130)
    assert folder.exists() is not gone
    for shown in (str(folder.path), "1 save", "1 score card", "Ada", "[y/N]"):
        assert shown in said.err


def test_only_what_is_past_its_date_is_expired(write_session: Write, call: Call) -> None:
    now = datetime.now(UTC)
    write_session("past", *FINISHED, keep_days=30, at_utc=(now - timedelta(days=31)).isoformat())
    write_session("today", *FINISHED, keep_days=30, at_utc=(now - timedelta(days=30)).isoformat())
    write_session("undated", *FINISHED, at_utc=LONG_AGO)
    live = write_session("live", *BEGUN, keep_days=30, at_utc=LONG_AGO)
    said = call("sessions", "--expired")
    assert [line.split()[0] for line in said.out.splitlines()[1:-1]] == ["past"]
    assert said.out.splitlines()[-1].endswith("proctor purge --expired")
    rows = {row["session"]: row for row in json.loads(call("sessions", "--json").out)}
    assert {name: row["expired"] for name, row in rows.items()} == {
        "past": True,
        "today": False,
        "undated": False,
        "live": False,
    }
    assert rows["today"]["keep_until"] == now.date().isoformat()
    assert (rows["undated"]["keep_until"], rows["live"]["keep_until"]) == (None, None)
    assert call("purge", "--expired", "--yes").code == 0
    assert {row["session"] for row in json.loads(call("sessions", "--json").out)} == {"today", "undated", "live"}
    assert live.exists()
    assert "No finished session is past its date" in call("purge", "--expired", "--yes").out


def test_the_date_counts_from_the_end_and_not_from_the_beginning(write_session: Write, own_place: Path) -> None:
    from tests.cli.written import append  # noqa: PLC0415 only here

    folder = write_session("one", *FINISHED[:-1], keep_days=10, at_utc="2026-01-01T10:00:00Z")
    append(folder, FINISHED[-1], at_utc="2026-01-05T10:00:00Z")
    assert str(summary_of(folder).keep_until) == "2026-01-15"
    assert own_place.is_dir()


@pytest.mark.parametrize("at", ["rename", "receipt", "half way"])
def test_an_interrupted_deletion_is_finished_by_the_next(
    write_session: Write,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: Path,
    at: str,
) -> None:
    root = filled(write_session("one", *FINISHED), elsewhere).path.parent
    really = shutil.rmtree

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    def half(path: Path) -> None:
        really(path / "workspace")
        (path / "events.jsonl").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if at == "rename":
            patched.setattr(command, "purge_aside", power_cut)
        elif at == "receipt":
            patched.setattr(purging, "_open_up", power_cut)
        else:
            patched.setattr(purging.shutil, "rmtree", half)
        assert call("purge", "one", "--yes").code == 130
    assert everything(root)[0] == ".purging-one"
    listed = call("sessions")
    assert "No sessions" in listed.out
    assert "proctor purge finishes" in listed.err
    said = call("purge")
    assert (said.code, "interrupted deletion: one" in said.out) == (0, True)
    assert everything(root) == [RECEIPTS]
    assert [receipt.session for receipt in read_receipts(root)] == ["one"]


def test_a_session_that_is_only_a_link_is_left_alone(write_session: Write, call: Call, own_place: Path) -> None:
    folder = write_session("one", *FINISHED)
    (own_place / "alias").symlink_to(folder.path)
    said = call("purge", "alias", "--yes")
    assert (said.code, str(folder.path) in said.err, folder.exists()) == (2, True, True)


def test_a_note_that_names_another_folder_deletes_nothing_there(
    write_session: Write, call: Call, elsewhere: Path
) -> None:
    folder = write_session("one", *FINISHED)
    folder.runtime.write_text(str(elsewhere))
    assert places_of(folder.path).root == elsewhere
    assert call("purge", "one", "--yes").code == 0
    assert (elsewhere / "kept.txt").exists()
    remove_places(folder.path, places_of(folder.path))
    assert elsewhere.is_dir()


def test_no_host_can_begin_while_a_session_is_taken_away(write_session: Write) -> None:
    from proctor.errors import RecordError  # noqa: PLC0415 only here

    folder = write_session("one", *FINISHED)
    with without_host(folder), pytest.raises(RecordError, match="is writing the journal"):
        Journal.open(folder.events)
    Journal.open(folder.events).close()


def test_nobody_named_is_a_slip(call: Call, write_session: Write) -> None:
    write_session("one", *FINISHED)
    assert call("purge", "--yes").code == 2
    assert call("purge", "one", "--expired", "--yes").code == 2
    assert call("purge", "one", "missing", "--yes").code == 2
    assert "one" in call("sessions").out


def test_a_receipt_that_was_cut_short_hides_no_other(write_session: Write, call: Call, own_place: Path) -> None:
    for name in ("one", "two"):
        write_session(name, *FINISHED)
    call("purge", "one", "--yes")
    with (own_place / RECEIPTS).open("r+b") as file:
        file.truncate(os.fstat(file.fileno()).st_size - 5)
    assert call("purge", "two", "--yes").code == 0
    assert [receipt.session for receipt in read_receipts(own_place)] == ["two"]
    assert "two" in call("purge", "--receipts").out
