"""A seal stands for everything that was on disk when it was made, and for nothing that came later."""

import multiprocessing
import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from proctor.errors import RecordError, UsageError
from proctor.record.journal import Journal
from proctor.record.proof import proved
from proctor.record.seal import Seal
from proctor.record.seals import digest_of_seal, read_seals, seal_now, sealed_as, seals_in
from proctor.record.store import SessionFolder
from proctor.record.substance import substance_of
from proctor.session import events as ev
from proctor.session.sealing import long_seal, short_seal
from tests.cli.written import append
from tests.host.kept import Kept, flipped, kept, note, pictures


@pytest.fixture
def ended(tmp_path: Path) -> Kept:
    return kept(tmp_path)


def holds(folder: SessionFolder) -> bool:
    try:
        proved(substance_of(folder), read_seals(folder.seals))
    except RecordError:
        return False
    return True


def test_a_seal_names_the_last_lines_the_commits_and_every_part(ended: Kept) -> None:
    seal = seal_now(ended.folder, "finished")
    assert (seal.number, seal.before, seal.why) == (1, "", "finished")
    assert seal.public.seq == len(ended.folder.events.read_bytes().splitlines())
    assert seal.private is not None
    assert set(seal.refs) == {"refs/heads/work", "refs/tags/submitted", "refs/tags/final"}
    assert set(seal.cards) == {"grace.jsonl"}
    assert seal.pictures.length == 1
    assert seal.exercise != seal.shown
    assert stat.S_IMODE(ended.folder.seals.stat().st_mode) == 0o600
    assert read_seals(ended.folder.seals) == (seal,)


def test_sealing_again_changes_nothing_until_there_is_something_new(ended: Kept) -> None:
    first = seal_now(ended.folder, "finished")
    assert seal_now(ended.folder, "exported") == first
    note(ended.folder, "late")
    second = seal_now(ended.folder, "scored")
    assert (second.number, second.why, second.before) == (2, "scored", digest_of_seal(first))
    assert read_seals(ended.folder.seals) == (first, second)


def test_what_is_appended_later_does_not_break_a_seal(ended: Kept) -> None:
    seal_now(ended.folder, "finished")
    append(ended.folder, ("host", ev.HostStopped()))
    note(ended.folder, "late")
    pictures(ended.folder)
    with (ended.folder.cards / "grace.jsonl").open("ab") as card:
        card.write(b'{"overall": 2}\n')
    (ended.folder.cards / "ada.jsonl").write_bytes(b"{}\n")
    assert holds(ended.folder)
    seal_now(ended.folder, "scored")
    assert holds(ended.folder)


def rechained(path: Path, left_out: int) -> None:
    """Write a journal anew without some of its last lines: its chain is whole."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-left_out]))


@pytest.mark.parametrize("part", ["events", "private", "cards", "screen", "exercise", "shown", "refs"])
def test_whatever_is_taken_away_or_changed_is_noticed_and_named(ended: Kept, part: str) -> None:
    folder = ended.folder
    seal_now(folder, "finished")
    changes = {
        "events": lambda: rechained(folder.events, 1),
        "private": lambda: rechained(folder.private, 1),
        "cards": lambda: (folder.cards / "grace.jsonl").write_bytes(b'{"overall": 4}\n'),
        "screen": lambda: next(folder.screen.iterdir()).unlink(),
        "exercise": lambda: (folder.exercise / "private" / "more.md").write_bytes(b"x"),
        "shown": lambda: (folder.exercise / "spec.md").write_bytes(b"easier"),
        "refs": (folder.record / "refs" / "tags" / "final").unlink,
    }
    changes[part]()
    place = {"shown": "exercise", "private": r"private\.jsonl", "events": r"events\.jsonl"}.get(part, part)
    with pytest.raises(RecordError, match=rf"{place}.* seal 1") as refused:
        proved(substance_of(folder), read_seals(folder.seals))
    assert refused.value.hint
    with pytest.raises(RecordError, match=place):
        seal_now(folder, "exported")


@pytest.fixture(scope="module")
def two_seals(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    session = kept(tmp_path_factory.mktemp("two"))
    seal_now(session.folder, "finished")
    note(session.folder, "late")
    seal_now(session.folder, "exported")
    return session


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bit_of_the_seals_can_be_changed(two_seals: Kept, data: st.DataObject) -> None:
    content = two_seals.folder.seals.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(RecordError, match=r"seals\.jsonl: .*line"):
        seals_in(flipped(content, at, data.draw(st.integers(0, 7))))


def test_seals_cannot_be_left_out_but_for_the_last(two_seals: Kept) -> None:
    first, second = two_seals.folder.seals.read_bytes().splitlines(keepends=True)
    with pytest.raises(RecordError, match="line 1 does not follow"):
        seals_in(second)
    with pytest.raises(RecordError, match="line 2 does not follow"):
        seals_in(first + first)
    assert len(seals_in(first)) == 1


def test_a_line_that_a_crash_cut_short_is_refused_to_readers_and_mended_by_the_next_seal(ended: Kept) -> None:
    first = seal_now(ended.folder, "finished")
    with ended.folder.seals.open("ab") as file:
        file.write(b'0000 {"half')
    with pytest.raises(RecordError, match="cut short"):
        read_seals(ended.folder.seals)
    assert read_seals(ended.folder.seals, whole=False) == (first,)
    note(ended.folder, "late")
    assert seal_now(ended.folder, "exported").before == digest_of_seal(first)
    assert len(read_seals(ended.folder.seals)) == 2


def test_while_somebody_writes_the_journal_the_newest_pictures_wait(ended: Kept) -> None:
    pictures(ended.folder)
    with Journal.open(ended.folder.events):
        assert seal_now(ended.folder, "finished").pictures.length == 1
    assert seal_now(ended.folder, "finished").pictures.length == 2


def _sealing(path: Path, number: int) -> None:
    folder = SessionFolder(path)
    for turn in range(5):
        (folder.cards / f"{number}-{turn}.jsonl").write_bytes(b"{}\n")
        seal_now(folder, "scored")


def test_processes_that_seal_at_once_make_one_chain(ended: Kept) -> None:
    context = multiprocessing.get_context("spawn")
    people = [context.Process(target=_sealing, args=(ended.folder.path, number)) for number in range(3)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert [person.exitcode for person in people] == [0, 0, 0]
    seals = read_seals(ended.folder.seals)
    assert len(seals) >= 5
    assert holds(ended.folder)
    assert len(seal_now(ended.folder, "scored").cards) == 16


def seal_of(session: Kept) -> Seal:
    return read_seals(session.folder.seals)[0]


@pytest.mark.parametrize("spelling", [long_seal, short_seal, str.upper, lambda digest: f" {digest[:20]} "])
def test_a_seal_is_known_again_however_it_was_written_down(two_seals: Kept, spelling: object) -> None:
    assert callable(spelling)
    words = spelling(digest_of_seal(seal_of(two_seals)))
    assert sealed_as(words, read_seals(two_seals.folder.seals)) == seal_of(two_seals)


def test_another_seal_and_too_little_of_one_are_refused(two_seals: Kept) -> None:
    seals = read_seals(two_seals.folder.seals)
    with pytest.raises(RecordError, match="does not have the seal"):
        sealed_as("0" * 64, seals)
    for words in ("", digest_of_seal(seals[0])[:15], "x" * 64, "0" * 65):
        with pytest.raises(UsageError, match="is no seal"):
            sealed_as(words, seals)


def test_a_seal_reads_in_groups() -> None:
    digest = "0123456789abcdef" * 4
    assert short_seal(digest) == "0123-4567-89ab-cdef"
    assert re.fullmatch(r"([0-9a-f]{8} ){7}[0-9a-f]{8}", long_seal(digest))
    assert "\x1b" not in short_seal("\x1b[31mred")


def test_a_changed_end_of_line_is_not_taken_for_a_crash(ended: Kept) -> None:
    seal_now(ended.folder, "finished")
    sealed = ended.folder.seals.read_bytes()
    ended.folder.seals.write_bytes(flipped(sealed, len(sealed) - 1))
    with pytest.raises(RecordError, match="last line"):
        seal_now(ended.folder, "exported")
    assert len(ended.folder.seals.read_bytes()) == len(sealed)


def test_what_a_foreign_seal_says_reaches_a_terminal_as_text_only(ended: Kept) -> None:
    seal = seal_now(ended.folder, "finished")
    foreign = structs.replace(seal, refs={**seal.refs, "refs/tags/\x1b[31m": "\x1b]0;x\x07"})
    with pytest.raises(RecordError) as refused:
        proved(substance_of(ended.folder), [foreign])
    assert "\x1b" not in str(refused.value)
