"""A record at hand says what git says: files, contents, changes, and that something is missing."""

import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.errors import RecordError
from proctor.record.diff import patch
from proctor.record.history import History
from proctor.record.reel import Reel
from proctor.record.snapshots import Snapshots
from proctor.record.tree import Tree, TreeFile
from tests.record.conftest import Git, MakeFacts

MISSING = "f" * 40
FIRST = {
    "plain.py": TreeFile.of(b"x = 1\n"),
    "a b/c\td/e\nf.py": TreeFile.of(b"deep\n"),
    'q"uote\\.txt': TreeFile.of(b"one\ntwo"),
    "caf\xe9.txt": TreeFile.of(b"utf-8 name\n"),
    "bad\udce9name": TreeFile.of(b"name that is no text\n"),
    "link": TreeFile.of(b"plain.py", "120000"),
    "run.sh": TreeFile.of(b"#!/bin/sh\n", "100755"),
    "empty": TreeFile.of(b""),
    "data.bin": TreeFile.of(bytes(range(256)) * 50),
    "end": TreeFile.of(b"end\n"),
    ".gitattributes": TreeFile.of(b"* binary -diff\n"),
    "tree": TreeFile.of(b"a name that git uses\n"),
}
SECOND = {
    "plain.py": TreeFile.of(b"x = 2\n"),
    "a b/c\td/e\nf.py": TreeFile.of(b"deeper\n"),
    'q"uote\\.txt': TreeFile.of(b"one\ntwo\n"),
    "bad\udce9name": TreeFile.of(b"another\n"),
    "link": TreeFile.of(b"a link no more\n"),
    "run.sh": TreeFile.of(b"#!/bin/sh\n"),
    "data.bin": TreeFile.of(bytes(range(256)) * 51),
    "end": TreeFile.of(b"end\nend\n+end\n\\ No newline at end of file\n"),
    "caf\xe9 renamed.txt": TreeFile.of(b"utf-8 name\n"),
    "tree/now/a/folder.py": TreeFile.of(b"x\n"),
}


@pytest.fixture
def trees(snapshots: Snapshots, facts: MakeFacts) -> tuple[str, str]:
    taken = [snapshots.take(Tree(files), facts(number)) for number, files in enumerate((FIRST, SECOND))]
    assert taken[0] is not None
    assert taken[1] is not None
    return taken[0].tree, taken[1].tree


def test_files_and_contents_are_those_that_were_saved(history: History, trees: tuple[str, str]) -> None:
    with Reel(history.path) as reel:
        for tree, saved in zip(trees, (FIRST, SECOND), strict=True):
            found = reel.files(tree)
            assert list(found) == sorted(saved)
            assert {path: (entry.mode, reel.content(entry.blob)) for path, entry in found.items()} == {
                path: (file.mode, file.content) for path, file in saved.items()
            }
            assert {path: entry.blob for path, entry in found.items()} == {
                path: file.blob for path, file in history.tree(tree).files.items()
            }


def test_a_commit_has_the_files_of_its_tree(history: History, trees: tuple[str, str]) -> None:
    newest = history.snapshots()[-1]
    with Reel(history.path) as reel:
        assert reel.files(newest.commit) == reel.files(trees[1])


@pytest.mark.parametrize("backwards", [False, True])
def test_a_patch_is_that_of_git_byte_for_byte(history: History, trees: tuple[str, str], backwards: bool) -> None:
    before, after = reversed(trees) if backwards else trees
    with Reel(history.path) as reel:
        assert reel.patch(before, after) == patch(history, before, after)
        assert reel.patch(before, after) == patch(history, before, after), "the second time, too"
        assert reel.patch(before, before) == b""
        assert reel.files(after), "what follows is answered as well"


def test_what_the_record_has_lost_is_said_each_time_and_the_rest_goes_on(
    history: History, trees: tuple[str, str]
) -> None:
    with Reel(history.path) as reel:
        for _ in range(2):
            with pytest.raises(RecordError, match="lost"):
                reel.content(MISSING)
            with pytest.raises(RecordError, match="lost"):
                reel.files(MISSING)
            with pytest.raises(RecordError):
                reel.patch(trees[0], MISSING)
            assert b"+x = 2" in reel.patch(*trees)
            assert "plain.py" in reel.files(trees[0])


def test_a_blob_that_is_gone_is_no_empty_file(history: History, trees: tuple[str, str], git: Git) -> None:
    lost = FIRST["data.bin"].blob
    _explode(history.path, git)
    (history.path / "objects" / lost[:2] / lost[2:]).unlink()
    with Reel(history.path) as reel:
        with pytest.raises(RecordError, match=lost):
            reel.content(reel.files(trees[0])["data.bin"].blob)
        with pytest.raises(RecordError):
            reel.patch(*trees)


def test_only_names_of_trees_are_compared(history: History, trees: tuple[str, str], git: Git) -> None:
    first, second = (saved.commit for saved in history.snapshots())
    with Reel(history.path) as reel:
        for odd in ("work", "HEAD^{tree}", "", f"{trees[0]}\n{trees[1]}", f"{trees[0]} {trees[1]}", trees[0][:20]):
            with pytest.raises(RecordError):
                reel.patch(odd, trees[1])
        with pytest.raises(RecordError):
            reel.patch(first, second)
        assert b"+x = 2" in reel.patch(*trees)


def test_a_name_is_one_question(history: History, trees: tuple[str, str]) -> None:
    with Reel(history.path) as reel:
        with pytest.raises(RecordError):
            reel.content(f"{trees[0]}\n{trees[1]}")
        assert reel.content(FIRST["plain.py"].blob) == b"x = 1\n"


def test_a_blob_is_no_folder(history: History, trees: tuple[str, str]) -> None:
    with Reel(history.path) as reel, pytest.raises(RecordError):
        reel.files(FIRST["plain.py"].blob)


def test_a_place_without_a_record_is_an_error_with_words(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with Reel(tmp_path / "nothing") as reel, pytest.raises(RecordError):
        reel.files(MISSING)


def test_a_git_that_ends_before_it_has_read_the_question_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing its pipe tries once more to write what it did not take."""
    (tmp_path / "nothing").mkdir()
    started = subprocess.Popen

    def ended(*args: Any, **kwargs: Any) -> Any:
        process = started(*args, **kwargs)
        process.wait(30)
        return process

    monkeypatch.setattr("proctor.record.reel.subprocess.Popen", ended)
    with Reel(tmp_path / "nothing") as reel:
        for _ in range(2):
            with pytest.raises(RecordError, match="ended"):
                reel.content(MISSING)


def test_several_threads_get_each_their_own_answer(history: History, trees: tuple[str, str]) -> None:
    wrong: list[str] = []

    def look(reel: Reel, tree: str, saved: dict[str, TreeFile]) -> None:
        for _ in range(30):
            found = {path: reel.content(entry.blob) for path, entry in reel.files(tree).items()}
            if found != {path: file.content for path, file in saved.items()}:
                wrong.append(tree)

    with Reel(history.path) as reel:
        threads = [
            threading.Thread(target=look, args=(reel, tree, saved))
            for tree, saved in [*zip(trees, (FIRST, SECOND), strict=True)] * 3
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert not wrong


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=8).filter(
    lambda name: name.lower() not in {".", "..", ".git"} and "git~" not in name.lower() and name.isprintable()
)
TREES = st.dictionaries(NAMES, st.sampled_from([b"", b"a\n", b"a\nb\n", b"a", b"\0"]), min_size=1, max_size=5)


@settings(deadline=None, max_examples=50)
@given(TREES, TREES)
def test_whatever_the_names_git_and_the_reel_agree(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    path = tmp_path_factory.mktemp("reel") / "r.git"
    subprocess.run(["git", "init", "-q", "--bare", str(path)], check=True)
    trees = [_written(path, files) for files in (before, after)]
    with Reel(path) as reel, History(path) as history:
        assert {name: reel.content(entry.blob) for name, entry in reel.files(trees[0]).items()} == before
        assert reel.patch(trees[0], trees[1]) == patch(history, trees[0], trees[1])


def _written(path: Path, files: dict[str, bytes]) -> str:
    git = ["git", f"--git-dir={path}"]
    rows = b""
    for name, content in files.items():
        blob = subprocess.run([*git, "hash-object", "-w", "--stdin"], input=content, capture_output=True, check=True)
        rows += b"100644 blob " + blob.stdout.strip() + b"\t" + name.encode() + b"\0"
    made = subprocess.run([*git, "mktree", "-z"], input=rows, capture_output=True, check=True)
    return made.stdout.decode().strip()


def _explode(path: Path, git: Git) -> None:
    """Turn packs into loose objects, so that one can be taken away."""
    packs = list((path / "objects" / "pack").glob("*.pack"))
    contents = [pack.read_bytes() for pack in packs]
    for pack in packs:
        for file in pack.parent.glob(f"{pack.stem}.*"):
            file.unlink()
    for content in contents:
        subprocess.run(["git", f"--git-dir={path}", "unpack-objects", "-q"], input=content, check=True)
    assert not list((path / "objects" / "pack").glob("*.pack"))
    git("fsck")
