"""Leaning on a second process changes how soon a journal is read, and never what is believed of it."""

import os
import signal
from pathlib import Path

import pytest

from proctor.errors import RecordError
from proctor.record.reading import read
from proctor.record.vouching import vouching


def test_a_whole_journal_reads_the_same(journal_file: Path) -> None:
    with vouching([journal_file]) as voucher:
        assert voucher.read(journal_file) == read(journal_file)


def test_several_journals_are_read_in_any_order(journal_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "private.jsonl"
    other.write_bytes(journal_file.read_bytes().splitlines(keepends=True)[0])
    with vouching([journal_file, other]) as voucher:
        assert voucher.read(other) == read(other)
        assert voucher.read(journal_file) == read(journal_file)


def test_every_changed_byte_is_told_as_without_a_second_process(journal_file: Path) -> None:
    content = journal_file.read_bytes()
    for at in range(0, len(content), 97):
        changed = bytearray(content)
        changed[at] ^= 1
        journal_file.write_bytes(bytes(changed))
        with vouching([journal_file]) as voucher:
            assert voucher.read(journal_file) == read(journal_file)


@pytest.mark.parametrize("tail", [b"\0" * 70, b'12ab34cd {"v":1', b"\r\n", b"\n"])
def test_what_follows_the_last_line_is_told_as_without_a_second_process(journal_file: Path, tail: bytes) -> None:
    with journal_file.open("ab") as file:
        file.write(tail)
    with vouching([journal_file]) as voucher:
        assert voucher.read(journal_file) == read(journal_file)


def test_a_journal_that_changed_after_it_was_vouched_for_is_verified_again(journal_file: Path, tmp_path: Path) -> None:
    fence = tmp_path / "fence.jsonl"
    fence.write_bytes(b"")
    with vouching([journal_file, fence]) as voucher:
        voucher.read(fence)  # by now the second process has read the journal too
        content = journal_file.read_bytes()
        journal_file.write_bytes(content.replace(b'{"n":2}', b'{"n":9}'))
        assert voucher.read(journal_file) == read(journal_file)
        assert read(journal_file).problem is not None


def test_a_file_that_nobody_vouched_for_is_verified_here(journal_file: Path) -> None:
    with vouching([]) as voucher:
        assert voucher.read(journal_file) == read(journal_file)


def test_a_missing_journal_is_an_error_with_its_name(tmp_path: Path) -> None:
    with vouching([tmp_path / "events.jsonl"]) as voucher, pytest.raises(RecordError, match=r"events\.jsonl"):
        voucher.read(tmp_path / "events.jsonl")


def test_without_a_second_process_everything_is_verified_here(
    journal_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    with vouching([journal_file]) as voucher:
        assert voucher.read(journal_file) == read(journal_file)


def test_a_second_process_that_is_killed_is_done_without(journal_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forked = os.fork

    def short_lived() -> int:
        pid = forked()
        if pid == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return pid

    monkeypatch.setattr(os, "fork", short_lived)
    with vouching([journal_file]) as voucher:
        assert voucher.read(journal_file) == read(journal_file)


def test_no_process_is_left(journal_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forked, made = os.fork, []

    def noted() -> int:
        made.append(forked())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)
    with vouching([journal_file]):
        pass
    assert len(made) == 1
    with pytest.raises(ChildProcessError):
        os.waitpid(made[0], os.WNOHANG)
