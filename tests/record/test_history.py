"""Reading a record back: list, find, look inside."""

from datetime import UTC, datetime

import pytest

from proctor.errors import RecordError, UsageError
from proctor.record.commit_stream import Facts
from proctor.record.history import History
from proctor.record.repository import LATE
from proctor.record.snapshots import Snapshots
from proctor.record.tree import Tree, TreeFile
from tests.record.conftest import MakeFacts


@pytest.fixture
def commits(snapshots: Snapshots, facts: MakeFacts) -> list[str]:
    """Commits of three saves at 10:00, 10:01 and 10:02 UTC."""
    taken = [snapshots.take(Tree.of({"sol.py": b"%d\n" % number}), facts(number)) for number in range(3)]
    names = [one.commit for one in taken if one is not None]
    snapshots.tag("start", names[0])
    return names


def test_snapshots_are_listed_with_their_facts(history: History, commits: list[str]) -> None:
    first, _, last = history.snapshots()
    assert [saved.commit for saved in history.snapshots()] == commits
    assert (first.parent, last.parent) == (None, commits[1])
    assert (last.phase, last.clock, last.seq, last.subject) == ("work", "02:01", 12, "Save sol.py")
    assert last.at == datetime(2026, 1, 1, 10, 2, tzinfo=UTC)
    assert history.tags() == {"start": commits[0]}


def test_an_empty_record_has_no_snapshots(history: History) -> None:
    assert history.snapshots() == ()
    assert history.snapshots(LATE) == ()
    with pytest.raises(UsageError, match="no snapshot"):
        history.find("10:00")


def test_a_snapshot_is_found_by_tag_name_and_time(history: History, commits: list[str]) -> None:
    local = datetime(2026, 1, 1, 10, 1, tzinfo=UTC).astimezone()
    for words, number in (
        ("start", 0),
        (commits[1][:7], 1),
        (commits[2], 2),
        (f"{local:%H:%M}", 1),
        (f"{local:%H:%M}:00", 1),
        ("2026-01-01T10:01:30Z", 1),
        ("2027-01-01T00:00:00+00:00", 2),
        (f"{local:%Y-%m-%dT%H:%M}", 1),
    ):
        assert history.find(words).commit == commits[number], words


@pytest.mark.parametrize("words", ["", "final", "beef", "25:99", "HEAD~1", "--all", "2020-01-01T00:00:00Z", "work"])
def test_words_that_mean_no_snapshot_say_what_to_do(history: History, commits: list[str], words: str) -> None:
    assert commits
    with pytest.raises(UsageError) as raised:
        history.find(words)
    assert raised.value.hint


def test_a_beginning_that_fits_two_snapshots_is_refused(
    history: History, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        facts = Facts(at=datetime(2026, 1, 1, tzinfo=UTC), phase="work", clock_s=0, seq=number)
        snapshots.take(Tree.of({"a": b"%d" % number}), facts)
    monkeypatch.setattr("proctor.record.history._SHORTEST", 1)
    initials = [saved.commit[0] for saved in history.snapshots()]
    shared = next(letter for letter in initials if initials.count(letter) > 1)
    with pytest.raises(UsageError, match=f"snapshots begin with {shared}"):
        history.find(shared)


def test_one_file_is_read_as_it_was(history: History, snapshots: Snapshots, facts: MakeFacts) -> None:
    tree = Tree({"d/*.py": TreeFile.of(b"star", "100755"), "d/a.py": TreeFile.of(b"a"), ":x": TreeFile.of(b"")})
    taken = snapshots.take(tree, facts(0))
    assert taken is not None
    for path, file in tree.files.items():
        assert history.file(taken.commit, path) == file
    for path in ("d", "missing.py", "../d/a.py", ""):
        with pytest.raises((UsageError, RecordError)):
            history.file(taken.commit, path)


def test_a_lost_object_is_an_error_with_a_hint(history: History, commits: list[str]) -> None:
    with pytest.raises(RecordError, match="lost"):
        history.blobs(["0" * 40])
    with pytest.raises(RecordError, match="git ls-tree failed"):
        history.tree("0" * 40)
    assert history.tree(commits[0]) == Tree.of({"sol.py": b"0\n"})
