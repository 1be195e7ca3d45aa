"""A diff says what git says in a plain clone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proctor.record.diff import FileChange, facts, patch, stat
from proctor.record.history import History
from proctor.record.line_counts import line_counts
from proctor.record.snapshots import Snapshots
from proctor.record.tree import Tree, TreeFile
from tests.record.conftest import Git, MakeFacts

BEFORE = Tree(
    {
        "sol.py": TreeFile.of(b"a\nb\nc\n"),
        "gone.py": TreeFile.of(b"x\n"),
        "old name.py": TreeFile.of(b"".join(b"line %d\n" % number for number in range(20))),
        "data.bin": TreeFile.of(b"\0\1"),
        "link": TreeFile.of(b"sol.py", "120000"),
        ".gitattributes": TreeFile.of(b"*.py -diff\n"),
    }
)
AFTER = Tree(
    {
        "sol.py": TreeFile.of(b"a\nB\nc\nd\n"),
        "new\tname.py": BEFORE.files["old name.py"],
        "data.bin": TreeFile.of(b"\0\2"),
        "link": TreeFile.of(b"a\n"),
        ".gitattributes": BEFORE.files[".gitattributes"],
    }
)


@pytest.fixture
def ends(snapshots: Snapshots, facts: MakeFacts) -> tuple[str, str]:
    """Two commits that differ in every way."""
    taken = [snapshots.take(tree, facts(number)) for number, tree in enumerate((BEFORE, AFTER))]
    assert taken[0] is not None
    assert taken[1] is not None
    return taken[0].commit, taken[1].commit


def test_the_patch_is_gits_own(history: History, ends: tuple[str, str], git: Git) -> None:
    assert patch(history, *ends).decode() == git("diff", *ends)
    assert b"-b\n+B\n c\n+d\n" in patch(history, *ends)


def test_the_numbers_are_gits_own(history: History, ends: tuple[str, str], git: Git) -> None:
    assert stat(history, *ends, columns=100) == git("diff", "--stat=100", *ends)
    found = facts(history, *ends)
    assert found.files == (
        FileChange(path="data.bin", status="modified", added=None, deleted=None),
        FileChange(path="gone.py", status="deleted", added=0, deleted=1),
        FileChange(path="link", status="type changed", added=1, deleted=1),
        FileChange(path=r"new\tname.py", status="renamed", added=0, deleted=0, before="old name.py"),
        FileChange(path="sol.py", status="modified", added=2, deleted=1),
    )
    assert (found.added, found.deleted) == (3, 3)


def test_a_snapshot_and_itself_do_not_differ(history: History, ends: tuple[str, str]) -> None:
    assert patch(history, ends[0], ends[0]) == b""
    assert facts(history, ends[0], ends[0]).files == ()


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "x = 1"]), max_size=12).map("\n".join).map(str.encode)


@given(LINES, LINES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counted_lines_agree_with_git(snapshots: Snapshots, facts: MakeFacts, git: Git, old: bytes, new: bytes) -> None:
    snapshots.take(Tree.of({"x": old}), facts(0))
    before = snapshots.head()
    snapshots.take(Tree.of({"x": new}), facts(0))
    printed = git("diff", "--minimal", "--numstat", str(before), str(snapshots.head())).split()
    assert line_counts(old, new) == (tuple(int(number) for number in printed[:2]) if printed else (0, 0))


def test_a_whole_rewrite_counts_every_line() -> None:
    old, new = (b"".join(b"%s%d\n" % (letter, number) for number in range(900)) for letter in (b"a", b"b"))
    assert line_counts(old, new) == (900, 900)
    assert line_counts(b"", new) == (900, 0)
    assert line_counts(b"same\n" + old + b"end", b"same\n" + new + b"end") == (900, 900)


def test_binary_files_have_no_lines() -> None:
    assert line_counts(b"a\n", b"a\0\n") is None
