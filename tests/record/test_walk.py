"""A walk sees what counts, whatever else lies around."""

import errno
import mmap
import os
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import RecordError
from proctor.record import walk_pass
from proctor.record.noise import is_noise, is_reserved
from proctor.record.tree import LeftOut, Reason, Tree, TreeFile, blob_id, shown
from proctor.record.walk import Walker
from proctor.record.walk_pass import WalkLimits


def paths(tree: Tree) -> list[str]:
    return list(tree.files)


def test_files_folders_links_and_modes_are_seen(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text("a = 1\n")
    (tmp_path / "run.sh").write_text("#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o755)
    (tmp_path / "secret").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to(tmp_path / "pkg")
    tree = Walker(tmp_path).walk()
    assert {path: (file.mode, file.content) for path, file in tree.files.items()} == {
        "pkg/a.py": ("100644", b"a = 1\n"),
        "run.sh": ("100755", b"#!/bin/sh\n"),
        "secret": ("120000", b"/etc/passwd"),
        "folder": ("120000", os.fsencode(tmp_path / "pkg")),
    }
    assert tree.left_out == ()
    assert set(tree.contents()) == {"pkg/a.py", "run.sh"}


def test_what_editors_and_caches_leave_behind_is_nobodys_work(tmp_path: Path) -> None:
    for name in (".sol.py.swp", "4913", "sol.py~", "#sol.py#", "sol.pyc", "sol.py"):
        (tmp_path / name).touch()
    (tmp_path / ".#sol.py").symlink_to("me@host.1")
    for name in ("__pycache__", ".pytest_cache", "pytest-cache-files-x1y2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").touch()
    tree = Walker(tmp_path).walk()
    assert paths(tree) == ["sol.py"]
    assert tree.left_out == ()


@pytest.mark.parametrize("name", [".git", ".GIT", ".Git.", "git~1", ".g\u200cit", ".git::$INDEX"])
def test_a_folder_that_some_system_takes_for_gits_own_is_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "config").touch()
    tree = Walker(tmp_path).walk()
    assert tree == Tree({}, (LeftOut(name, Reason.RESERVED),))


@pytest.mark.parametrize("name", [".gitignore", "agit", "digits.py", ".env", "4913.py", "a~b", "#a", "swp"])
def test_ordinary_names_are_kept(name: str) -> None:
    assert not is_noise(name)
    assert not is_reserved(name)


def test_devices_pipes_and_sockets_neither_block_nor_count(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sol.py")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "s"))
        tree = Walker(tmp_path, ["sol.py"]).walk()
    assert tree.left_out == (LeftOut("sol.py", Reason.SPECIAL), LeftOut("s", Reason.SPECIAL))


def test_a_sparse_giant_is_left_out_unread(tmp_path: Path) -> None:
    with (tmp_path / "giant").open("wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "sol.py").touch()
    tree = Walker(tmp_path).walk()
    assert paths(tree) == ["sol.py"]
    assert tree.left_out == (LeftOut("giant", Reason.TOO_LARGE),)


def test_declared_files_come_first_and_survive_every_cap(tmp_path: Path) -> None:
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "sol.py").write_bytes(b"x" * 50)
    for number in range(30):
        (tmp_path / f"{number:02}").write_bytes(b"x" * 10)
    tree = Walker(tmp_path, ["z/sol.py", "z/missing.py", "no/such.py"], limits=WalkLimits(entries=20)).walk()
    assert paths(tree)[0] == "z/sol.py"
    assert tree.left_out[0] == LeftOut("", Reason.TOO_MANY)
    tree = Walker(tmp_path, ["z/sol.py"], limits=WalkLimits(total_bytes=75)).walk()
    assert paths(tree) == ["z/sol.py", "00", "01"]
    assert LeftOut("02", Reason.TOO_MUCH) in tree.left_out
    tree = Walker(tmp_path, ["z/sol.py"], limits=WalkLimits(files=2)).walk()
    assert paths(tree) == ["z/sol.py", "00"]


def test_a_deep_tree_ends_at_the_depth_cap(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["d"] * 40)
    folder.mkdir(parents=True)
    (tmp_path / "d" / "near.py").touch()
    (folder / "far.py").touch()
    tree = Walker(tmp_path).walk()
    assert paths(tree) == ["d/near.py"]
    assert [note.reason for note in tree.left_out] == [Reason.TOO_DEEP]


def test_a_flood_of_odd_things_is_noted_in_few_words(tmp_path: Path) -> None:
    for number in range(300):
        os.mkfifo(tmp_path / f"{number}")
    assert len(Walker(tmp_path).walk().left_out) == 100


def test_out_of_time_what_was_not_reached_keeps_its_last_content(tmp_path: Path) -> None:
    (tmp_path / "sol.py").write_text("new")
    known = Tree.of({"sol.py": b"old", "b.py": b"b"})
    tree = Walker(tmp_path, limits=WalkLimits(seconds=-1), known=known).walk()
    assert dict(tree.files) == dict(known.files)
    assert tree.left_out == (LeftOut("", Reason.TOO_SLOW),)


def test_a_file_that_cannot_be_read_keeps_its_last_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sol.py").write_text("good")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("b")
    walker = Walker(tmp_path)
    before = walker.walk()

    def refuse(*args: object, **more: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    real_open = walk_pass.open_folder
    monkeypatch.setattr(walk_pass, "read_regular", refuse)
    monkeypatch.setattr(walk_pass, "open_folder", refuse)
    after = walker.walk(thorough=True)
    assert after.digest == before.digest
    assert after.left_out == (LeftOut("sol.py", Reason.UNREADABLE), LeftOut("sub", Reason.UNREADABLE))
    monkeypatch.setattr(walk_pass, "open_folder", real_open)
    (tmp_path / "sol.py").unlink()
    assert paths(walker.walk(thorough=True)) == ["sub/b.py"]


def test_names_that_are_not_text_are_kept_as_bytes(tmp_path: Path) -> None:
    name = b"odd\xff\n\x1b[31m"
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).touch()
    tree = Walker(tmp_path).walk()
    (path,) = tree.files
    assert os.fsencode(path) == name
    assert shown(path) == r"odd\udcff\n\x1b[31m"
    assert tree.contents() == {}


def test_a_walk_that_reads_nothing_anew_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "sol.py").write_text("1")
    os.utime(tmp_path / "sol.py")
    walker = Walker(tmp_path)
    first = walker.walk()
    assert walker.walk() == first
    (tmp_path / "sol.py").write_text("2")
    second = walker.walk()
    assert second.digest != first.digest
    (tmp_path / "sol.py").rename(tmp_path / "b.py")
    assert walker.walk().files == {"b.py": TreeFile.of(b"2")}


def test_two_saves_of_equal_length_in_one_tick_are_two_contents(tmp_path: Path) -> None:
    walker = Walker(tmp_path)
    for number in range(200):
        (tmp_path / "sol.py").write_text(f"{number:03}")
        assert walker.walk().files["sol.py"].content == f"{number:03}".encode()


def test_a_write_through_a_memory_map_is_seen_by_a_thorough_walk(tmp_path: Path) -> None:
    path = tmp_path / "sol.py"
    path.write_bytes(b"aaaa")
    walker = Walker(tmp_path)
    walker.walk()
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 4) as memory:
        memory[0] = ord("b")
        walker.walk()
        memory[0] = ord("c")
        assert walker.walk(thorough=True).files["sol.py"].content == b"caaa"


def test_a_workspace_that_is_gone_is_an_error_with_a_hint(tmp_path: Path) -> None:
    walker = Walker(tmp_path / "workspace")
    with pytest.raises(RecordError, match="cannot be opened") as raised:
        walker.walk()
    assert raised.value.hint


def test_content_has_the_name_that_git_gives_it() -> None:
    named = subprocess.run(["git", "hash-object", "--stdin"], input=b"abc\n", capture_output=True, check=True)
    assert blob_id(b"abc\n") == named.stdout.decode().strip()


FILES = st.dictionaries(st.text(), st.tuples(st.sampled_from(["100644", "100755", "120000"]), st.binary()), max_size=4)


@given(FILES, FILES)
def test_digests_are_equal_exactly_when_files_are(one: dict, other: dict) -> None:
    trees = [Tree({path: TreeFile.of(text, mode) for path, (mode, text) in files.items()}) for files in (one, other)]
    assert (trees[0].digest == trees[1].digest) == (one == other)
    assert trees[0].digest == Tree(dict(reversed(trees[0].files.items()))).digest
