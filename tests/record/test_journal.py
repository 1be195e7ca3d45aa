"""The writer of a journal: order, lock, failures of the disk."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from proctor.errors import RecordError
from proctor.record.disk import Disk
from proctor.record.journal import Head, Journal
from proctor.record.reading import read
from proctor.session.envelope import CHAIN_START
from tests.record.conftest import Append


def test_events_are_numbered_and_chained_from_the_first(tmp_path: Path, append: Append) -> None:
    path = tmp_path / "events.jsonl"
    with Journal.create(path) as journal:
        assert journal.heads() == Head(0, CHAIN_START)
        written = [append(journal, number) for number in range(5)]
        heads = journal.heads()
    reading = read(path)
    assert list(reading.envelopes) == written
    assert [event.seq for event in written] == [1, 2, 3, 4, 5]
    assert heads == Head(reading.mark.seq, reading.mark.line_hash)


def test_a_reader_goes_on_from_its_mark(journal_file: Path, append: Append) -> None:
    first = read(journal_file)
    with Journal.open(journal_file) as journal:
        append(journal, 4, after=17)
        later = read(journal_file, first.mark)
    assert [event.seq for event in later.envelopes] == [4]
    assert later.envelopes[0].after == 17
    assert later.mark == read(journal_file).mark
    assert read(journal_file, later.mark).envelopes == ()


def test_a_second_writer_is_refused_and_told_who_writes(journal_file: Path) -> None:
    with (
        Journal.open(journal_file),
        pytest.raises(RecordError, match=rf"process {os.getpid()} is|another process is"),
    ):
        Journal.open(journal_file)
    Journal.open(journal_file).close()


def test_creating_over_a_journal_is_refused(journal_file: Path) -> None:
    before = journal_file.read_bytes()
    with pytest.raises(RecordError, match="already"):
        Journal.create(journal_file)
    assert journal_file.read_bytes() == before


def test_a_missing_journal_is_an_error_with_a_hint(tmp_path: Path) -> None:
    for act in (Journal.open, read):
        with pytest.raises(RecordError) as raised:
            act(tmp_path / "nothing.jsonl")
        assert raised.value.hint


class FullDisk(Disk):
    """Takes some bytes of a write, then has no space left."""

    full = False

    def write_at(self, fd: int, content: bytes, offset: int) -> None:
        """Write the beginning, as a full disk does."""
        if self.full:
            super().write_at(fd, content[:30], offset)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write_at(fd, content, offset)


def test_a_full_disk_refuses_the_event_and_leaves_the_journal_as_it_was(journal_file: Path, append: Append) -> None:
    before = journal_file.read_bytes()
    disk = FullDisk()
    with Journal.open(journal_file, disk=disk) as journal:
        disk.full = True
        with pytest.raises(RecordError, match="No space left") as raised:
            append(journal, 4)
        assert "space" in raised.value.hint
        assert journal_file.read_bytes() == before
        disk.full = False
        assert append(journal, 4).seq == 4
    assert len(read(journal_file).envelopes) == 4


def test_a_write_that_the_system_cuts_short_leaves_the_journal_as_it_was(journal_file: Path, append: Append) -> None:
    before = journal_file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal.open(journal_file) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 30, limits[1]))
        try:
            with pytest.raises(RecordError, match="cannot write"):
                append(journal, 4)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert journal_file.read_bytes() == before
        assert append(journal, 4).seq == 4
    assert len(read(journal_file).envelopes) == 4


class FailingSync(Disk):
    """Says once that the device failed, and then that all is well, as systems do."""

    fail = False

    def sync(self, fd: int) -> None:
        """Fail once when told to."""
        if self.fail:
            self.fail = False
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().sync(fd)


def test_after_a_failed_sync_nothing_more_is_acknowledged(journal_file: Path, append: Append) -> None:
    disk = FailingSync()
    with Journal.open(journal_file, disk=disk) as journal:
        disk.fail = True
        with pytest.raises(RecordError, match="confirm"):
            append(journal, 4)
        assert journal.failed
        with pytest.raises(RecordError, match="takes no more events"):
            append(journal, 5)
    assert len(read(journal_file).envelopes) == 3


WRITER = """
import sys
from pathlib import Path
from proctor.record.journal import Journal
journal = Journal.open(Path(sys.argv[1]))
while True:
    event = journal.append("note", {"text": "x" * 200}, by="host", at_utc="t", boot_ns=1)
    print(event.seq, flush=True)
"""


def _last_acknowledged_before_a_kill(path: Path, wait_for: int) -> int:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(wait_for)]
        process.kill()
        seen += process.stdout.read().splitlines(keepends=True)
    return max(int(line) for line in seen if line.endswith(b"\n"))


def _assert_kills_lose_nothing(path: Path, rounds: int) -> None:
    Journal.create(path).close()
    for number in range(rounds):
        acknowledged = _last_acknowledged_before_a_kill(path, 3 + number % 7)
        Journal.open(path).close()
        reading = read(path)
        assert reading.problem is None
        assert reading.mark.seq >= acknowledged


def test_killing_the_writer_loses_no_acknowledged_event(tmp_path: Path) -> None:
    _assert_kills_lose_nothing(tmp_path / "events.jsonl", 3)


@pytest.mark.slow
def test_killing_the_writer_forty_times_loses_no_acknowledged_event(tmp_path: Path) -> None:
    _assert_kills_lose_nothing(tmp_path / "events.jsonl", 40)


def test_a_closed_journal_takes_no_events(journal_file: Path, append: Append) -> None:
    journal = Journal.open(journal_file)
    for _ in range(2):
        journal.close()
    with pytest.raises(RecordError, match="is closed"):
        append(journal, 4)
