"""Recorded content goes back into a workspace, and nowhere else."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import RecordError
from proctor.record.restore import lay_tree, put_file, remove_file, return_to
from proctor.record.tree import Tree, TreeFile
from proctor.record.walk import Walker

FILE = TreeFile.of(b"content")


def test_a_tree_laid_out_is_the_tree_that_is_seen(tmp_path: Path) -> None:
    tree = Tree(
        {
            "a.py": FILE,
            "d/e/run.sh": TreeFile.of(b"x", "100755"),
            "d/link": TreeFile.of(b"../a.py", "120000"),
            os.fsdecode(b"odd\xff"): TreeFile.of(b""),
        }
    )
    lay_tree(tmp_path, tree)
    assert Walker(tmp_path).walk() == tree


def test_a_file_is_replaced_in_one_step_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old")
    with (tmp_path / "a.py").open() as reader:
        put_file(tmp_path, "a.py", FILE)
        assert reader.read() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.py"]


def test_links_in_the_way_are_replaced_and_not_followed(tmp_path: Path) -> None:
    outside, workspace = tmp_path / "outside", tmp_path / "workspace"
    outside.mkdir()
    workspace.mkdir()
    (outside / "a.py").write_text("theirs")
    (workspace / "folder").symlink_to(outside)
    (workspace / "a.py").symlink_to(outside / "a.py")
    put_file(workspace, "folder/a.py", FILE)
    put_file(workspace, "a.py", FILE)
    assert (outside / "a.py").read_text() == "theirs"
    assert Walker(workspace).walk() == Tree({"a.py": FILE, "folder/a.py": FILE})
    (workspace / "again").symlink_to(outside)
    remove_file(workspace, "again/a.py")
    assert (outside / "a.py").exists()


@pytest.mark.parametrize("path", ["../a", "a/../../b", "/etc/x", "", "a//b", "./a"])
def test_a_path_that_leaves_the_workspace_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(RecordError, match="no place"):
        put_file(tmp_path, path, FILE)


def test_a_folder_where_a_file_belongs_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.py").mkdir()
    (tmp_path / "a.py" / "inner").touch()
    put_file(tmp_path, "a.py", FILE)
    assert (tmp_path / "a.py").read_bytes() == b"content"
    assert (tmp_path / "a.py~" / "inner").exists()


def test_late_edits_are_kept_aside_and_the_work_is_as_submitted(tmp_path: Path) -> None:
    submitted = Tree.of({"a.py": b"a", "b.py": b"b", "same.py": b"s"})
    late = Tree.of({"a.py": b"late", "new/c.py": b"c", "same.py": b"s"})
    lay_tree(tmp_path, late)
    assert return_to(tmp_path, submitted, Walker(tmp_path).walk()) == ("a.py", "new/c.py")
    assert Walker(tmp_path).walk() == submitted
    assert (tmp_path / "late-edits" / "a.py").read_bytes() == b"late"
    assert (tmp_path / "late-edits" / "new" / "c.py").read_bytes() == b"c"
    assert return_to(tmp_path, submitted, Walker(tmp_path).walk()) == ()


PATHS = st.sampled_from(["a", "a/b", "a/b/c", "d", "d/e"])


def possible(files: dict[str, bytes]) -> bool:
    return not any(other.startswith(path + "/") for path in files for other in files)


TREES = st.dictionaries(PATHS, st.binary(max_size=3), max_size=4).filter(possible).map(Tree.of)


@given(TREES, TREES)
def test_whatever_was_saved_late_the_work_comes_back(
    tmp_path_factory: pytest.TempPathFactory, wanted: Tree, late: Tree
) -> None:
    workspace = tmp_path_factory.mktemp("w")
    lay_tree(workspace, late)
    kept = return_to(workspace, wanted, Walker(workspace).walk())
    assert Walker(workspace).walk().files == wanted.files
    for path in kept:
        assert (workspace / "late-edits" / path).read_bytes() == late.files[path].content
