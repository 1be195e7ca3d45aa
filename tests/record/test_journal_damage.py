"""Whatever happens to the bytes of a journal, nothing wrong is believed and nothing whole is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import RecordError
from proctor.record.journal import Journal
from proctor.record.reading import read, verify
from tests.record.conftest import Append


def test_cut_at_every_byte_the_whole_lines_before_the_cut_are_read(journal_file: Path) -> None:
    content = journal_file.read_bytes()
    whole = read(journal_file).envelopes
    for cut in range(len(content)):
        reading = verify(content[:cut])
        count = content[:cut].count(b"\n")
        assert reading.problem is None
        assert reading.envelopes == whole[:count]
        assert reading.mark.offset + reading.torn_bytes == cut


def test_every_flipped_bit_is_noticed(journal_file: Path) -> None:
    content = journal_file.read_bytes()
    whole = read(journal_file).envelopes
    for at in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[at] ^= 1 << bit
            reading = verify(bytes(flipped))
            assert reading.problem is not None or reading.torn_bytes > 0
            assert reading.envelopes == whole[: len(reading.envelopes)]


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader_or_become_events(content: bytes) -> None:
    assert verify(content).envelopes == ()


@pytest.mark.parametrize("tail", [b"\0" * 700, b"12ab", b'12ab34cd {"v":1' + b"\0" * 90, b"12ab\0\0\0\n"])
def test_an_unfinished_last_line_is_cut_off_by_the_next_writer(journal_file: Path, append: Append, tail: bytes) -> None:
    with journal_file.open("ab") as file:
        file.write(tail)
    assert read(journal_file).torn_bytes == len(tail)
    with Journal.open(journal_file) as journal:
        assert journal.torn_bytes == len(tail)
        assert append(journal, 4).seq == 4
    reading = read(journal_file)
    assert (len(reading.envelopes), reading.torn_bytes, reading.problem) == (4, 0, None)


@pytest.mark.parametrize(
    "order", [(1, 0, 2), (0, 2, 1), (0, 2), (1, 2), (0, 0, 1, 2)], ids=lambda order: "".join(map(str, order))
)
def test_moved_missing_or_repeated_lines_break_the_chain(journal_file: Path, order: tuple[int, ...]) -> None:
    lines = journal_file.read_bytes().splitlines(keepends=True)
    journal_file.write_bytes(b"".join(lines[at] for at in order))
    assert read(journal_file).problem is not None
    with pytest.raises(RecordError, match="cannot be continued: line"):
        Journal.open(journal_file)


def test_a_whole_line_replaced_by_a_sound_one_breaks_the_chain(
    journal_file: Path, tmp_path: Path, append: Append
) -> None:
    other = tmp_path / "other.jsonl"
    with Journal.create(other) as journal:
        for number in (1, 20):
            append(journal, number)
    lines = journal_file.read_bytes().splitlines(keepends=True)
    journal_file.write_bytes(lines[0] + other.read_bytes().splitlines(keepends=True)[1] + lines[2])
    reading = read(journal_file)
    assert reading.problem == "line 3 is not sound: it does not continue the line before"
    assert len(reading.envelopes) == 2


def test_a_damaged_last_line_is_reported_and_not_quietly_dropped(journal_file: Path) -> None:
    content = journal_file.read_bytes()
    journal_file.write_bytes(content.replace(b'"n":3', b'"n":4'))
    with pytest.raises(RecordError, match="line 3 is not sound: its checksum does not match"):
        Journal.open(journal_file)
    assert len(read(journal_file).envelopes) == 2
