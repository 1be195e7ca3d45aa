"""Snapshots: every content becomes a commit that plain git can read."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proctor.errors import RecordError
from proctor.record.changes import Change
from proctor.record.history import History
from proctor.record.repository import LATE, WORK
from proctor.record.snapshots import Snapshots
from proctor.record.tree import Tree, TreeFile
from tests.record.conftest import Git, MakeFacts

A = Tree.of({"sol.py": b"a = 1\n", "pkg/b.py": b"b\n"})


def test_a_snapshot_is_a_commit_with_trailers(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    first = snapshots.take(A, facts(0, subject="Begin"))
    second = snapshots.take(Tree.of({"sol.py": b"a = 1\nb = 2\n"}), facts(75))
    assert first is not None
    assert second is not None
    assert second.changes == (Change("pkg/b.py", 0, 1), Change("sol.py", 1, 0))
    assert git("rev-parse", "HEAD", "HEAD^{tree}").split() == [second.commit, second.tree]
    assert git("rev-parse", "HEAD~1").strip() == first.commit
    assert git("log", "-1", "--format=%an|%ae|%cn|%cI|%B").strip() == (
        "Ada Lovelace||proctor|2026-01-01T11:15:00+00:00|Save sol.py and 1 more\n\n"
        "Proctor-Phase: work\nProctor-Clock: 75:37\nProctor-Seq: 85"
    )
    assert git("show", "HEAD:sol.py") == "a = 1\nb = 2\n"
    assert git("log", "--format=%s").splitlines() == ["Save sol.py and 1 more", "Begin"]


def test_nothing_new_is_no_commit(snapshots: Snapshots, facts: MakeFacts) -> None:
    first = snapshots.take(A, facts(0))
    assert first is not None
    assert snapshots.take(Tree(dict(A.files)), facts(1)) is None
    assert snapshots.head() == first.commit
    assert snapshots.head_tree() == A


def test_an_empty_workspace_is_a_snapshot_too(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    assert snapshots.take(Tree({}), facts(0)) is not None
    assert git("ls-tree", "HEAD") == ""


def test_git_finds_nothing_to_complain_about(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    for number in range(3):
        snapshots.take(Tree.of({"sol.py": b"%d" % number}), facts(number))
    git("fsck", "--strict", "--full")


def test_any_name_mode_and_content_comes_back_as_it_was(
    snapshots: Snapshots, history: History, facts: MakeFacts
) -> None:
    odd = os.fsdecode(b'odd "\\\xff\n\x01 name')
    tree = Tree(
        {
            odd: TreeFile.of(b"\0\xff" * 500),
            "d/e/f/run.sh": TreeFile.of(b"#!/bin/sh", "100755"),
            "d/link": TreeFile.of(b"../../etc/passwd", "120000"),
            "empty": TreeFile.of(b""),
            "no newline": TreeFile.of(b"x"),
            ".gitattributes": TreeFile.of("* text eol=crlf working-tree-encoding=UTF-16\n".encode("utf-16")),
            ".gitignore": TreeFile.of(b"*\n"),
            "inner/.gitmodules": TreeFile.of(b"x"),
        }
    )
    taken = snapshots.take(tree, facts(0))
    assert taken is not None
    assert history.tree(taken.commit) == tree


def test_a_file_may_become_a_folder_and_back(snapshots: Snapshots, history: History, facts: MakeFacts) -> None:
    for number, paths in enumerate((("a", "b"), ("a/x/y", "b"), ("a/x", "b/c"), ("a", "b"))):
        tree = Tree.of({path: path.encode() for path in paths})
        taken = snapshots.take(tree, facts(number))
        assert taken is not None
        assert history.tree(taken.commit) == tree


def test_a_change_of_mode_alone_is_a_snapshot(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    snapshots.take(Tree({"run": TreeFile.of(b"x")}), facts(0))
    taken = snapshots.take(Tree({"run": TreeFile.of(b"x", "100755")}), facts(1))
    assert taken is not None
    assert taken.changes == (Change("run", 0, 0),)
    assert git("ls-tree", "HEAD").startswith("100755")


def test_late_saves_are_kept_beside_the_work(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    submitted = snapshots.take(A, facts(0))
    assert submitted is not None
    assert snapshots.take(A, facts(1), ref=LATE) is None
    late = snapshots.take(Tree.of({"sol.py": b"late"}), facts(2, phase="feedback"), ref=LATE)
    assert late is not None
    assert git("rev-parse", "refs/heads/work").strip() == submitted.commit
    assert git("rev-parse", f"{LATE}~1").strip() == submitted.commit
    assert snapshots.take(A, facts(3)) is None


def test_tags_are_durable_and_never_move(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    first = snapshots.take(A, facts(0))
    second = snapshots.take(Tree({}), facts(1))
    assert first is not None
    assert second is not None
    for _ in range(2):
        snapshots.tag("start", first.commit)
    assert git("rev-parse", "start").strip() == first.commit
    with pytest.raises(RecordError, match="already"):
        snapshots.tag("start", second.commit)
    snapshots.close()
    with Snapshots.open(snapshots.path) as again, pytest.raises(RecordError, match="already"):
        again.tag("start", second.commit)


def test_a_plain_clone_shows_work_and_tags(snapshots: Snapshots, facts: MakeFacts, tmp_path: Path) -> None:
    for number, name in enumerate(("submitted", "final")):
        taken = snapshots.take(Tree.of({"sol.py": f"{name}\n".encode()}), facts(number))
        assert taken is not None
        snapshots.tag(name, taken.commit)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(snapshots.path), str(clone)], check=True)
    assert (clone / "sol.py").read_text() == "final\n"
    shown = subprocess.run(["git", "diff", "submitted", "final"], cwd=clone, check=True, capture_output=True)
    assert b"-submitted\n+final\n" in shown.stdout


def test_writing_goes_on_after_opening_again(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    snapshots.take(A, facts(0))
    snapshots.close()
    (snapshots.path / "refs/heads/work.lock").touch()
    (snapshots.path / "HEAD.lock").touch()
    with Snapshots.open(snapshots.path) as again:
        assert again.take(A, facts(1)) is None
        taken = again.take(Tree.of({"sol.py": b"a = 1\n"}), facts(2))
        assert taken is not None
        assert taken.changes == (Change("pkg/b.py", 0, 1),)
    assert git("rev-list", "--count", "HEAD").strip() == "2"


def test_the_users_own_git_configuration_changes_nothing(
    tmp_path: Path, facts: MakeFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text("[init]\n\tdefaultBranch = odd\n[core]\n\tautocrlf = true\n[gpg]\n\tx = [\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "elsewhere" / "objects"))
    with Snapshots.create(tmp_path / "record.git") as snapshots:
        taken = snapshots.take(Tree.of({"a": b"1\r\n"}), facts(0))
        assert taken is not None
        assert History(snapshots.path).file(taken.commit, "a").content == b"1\r\n"
    assert not (tmp_path / "elsewhere").exists()


def test_a_killed_importer_is_replaced_and_nothing_is_lost(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    snapshots.take(Tree.of({"a": b"0"}), facts(0))
    for number in range(1, 4):
        importer = snapshots._importer
        assert importer is not None
        importer._process.proc.send_signal(signal.SIGKILL)
        taken = snapshots.take(Tree.of({"a": b"%d" % number}), facts(number))
        assert taken is not None
        assert taken.changes == (Change("a", 1, 1),)
    assert git("rev-list", "--count", "HEAD").strip() == "4"
    git("fsck", "--strict")


def test_a_snapshot_that_was_made_but_not_told_is_not_made_twice(
    snapshots: Snapshots, facts: MakeFacts, git: Git
) -> None:
    snapshots.take(Tree.of({"a": b"0"}), facts(0))
    with Snapshots(snapshots.path, "Ada") as other:
        told = other.take(A, facts(1))
    assert snapshots._importer is not None
    snapshots._importer._process.proc.kill()
    assert snapshots.take(A, facts(1)) == told
    assert git("rev-list", "--count", "HEAD").strip() == "2"


def test_a_record_that_cannot_be_written_is_an_error_with_a_hint(snapshots: Snapshots, facts: MakeFacts) -> None:
    snapshots.take(A, facts(0))
    shutil.rmtree(snapshots.path / "objects")
    with pytest.raises(RecordError) as raised:
        snapshots.take(Tree.of({"a": b"1"}), facts(1))
    assert raised.value.hint


def test_a_record_that_somebody_else_moved_is_an_error(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    first = snapshots.take(A, facts(0))
    assert first is not None
    root = git("commit-tree", first.tree, "-m", "foreign").strip()
    git("update-ref", WORK, root)
    with pytest.raises(RecordError, match="did not move"):
        snapshots.take(Tree({}), facts(1))
    assert git("rev-parse", WORK).strip() == root


def test_threads_of_the_owner_take_turns(snapshots: Snapshots, facts: MakeFacts, git: Git) -> None:
    def save(number: int) -> None:
        taken = snapshots.take(Tree.of({"a": b"%d" % number}), facts(number))
        assert taken is not None
        snapshots.tag(f"t{number}", taken.commit)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(save, range(20)))
    assert git("rev-list", "--count", "HEAD").strip() == "20"
    assert len(git("tag").split()) == 20


def test_creating_over_something_is_refused(snapshots: Snapshots, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot create"):
        Snapshots.create(snapshots.path)
    with pytest.raises(RecordError, match="no record"):
        Snapshots.open(tmp_path / "missing.git")


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from proctor.record.commit_stream import Facts
from proctor.record.snapshots import Snapshots
from proctor.record.tree import Tree
with Snapshots.open(Path(sys.argv[1])) as snapshots:
    for number in range(10_000):
        tree = Tree.of({"sol.py": (sys.argv[2] + str(number)).encode(), "b/c.py": b"x" * 5000})
        print(snapshots.take(tree, Facts(datetime.now(UTC), "work", 1, number)).commit, flush=True)
"""


def _assert_kills_lose_nothing(path: Path, rounds: int) -> None:
    Snapshots.create(path).close()
    for number in range(rounds):
        command = [sys.executable, "-c", WRITER, str(path), f"{number}-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            seen = [process.stdout.readline() for _ in range(2 + number % 5)]
            process.kill()
            seen += process.stdout.read().splitlines(keepends=True)
        acknowledged = {line.decode().strip() for line in seen if line.endswith(b"\n")}
        Snapshots.open(path).close()
        assert acknowledged <= {saved.commit for saved in History(path).snapshots(WORK)}
        History(path).git("fsck", "--strict")


def test_killing_the_writer_loses_no_acknowledged_snapshot(tmp_path: Path) -> None:
    _assert_kills_lose_nothing(tmp_path / "record.git", 2)


@pytest.mark.slow
def test_killing_the_writer_thirty_times_loses_no_acknowledged_snapshot(tmp_path: Path) -> None:
    _assert_kills_lose_nothing(tmp_path / "record.git", 30)
