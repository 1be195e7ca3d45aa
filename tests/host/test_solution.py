"""What is handed in is read like a candidate's workspace: within bounds, and no link is followed."""

import os
from pathlib import Path

import pytest

from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.errors import UsageError
from proctor.host.solution import read_solution
from tests.host.conftest import write_package


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    return find(str(write_package(tmp_path / "short")))


def test_a_file_stands_for_the_entry_whatever_it_is_called(exercise: Exercise, tmp_path: Path) -> None:
    path = tmp_path / "another name.txt"
    path.write_bytes(b"mine")
    solution = read_solution(exercise, "mid", path)
    assert solution.contents == {**exercise.workspace("mid"), "answer.py": b"mine"}
    assert solution.remarks == ()


def test_a_folder_is_laid_over_the_starter(exercise: Exercise, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    (folder / "parts").mkdir(parents=True)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "answer.pyc").write_bytes(b"old")
    (folder / "answer.py").write_bytes(b"from parts import one")
    (folder / "parts" / "one.py").write_bytes(b"1")
    contents = read_solution(exercise, "mid", folder).contents
    own = {"answer.py": b"from parts import one", "parts/one.py": b"1"}
    assert contents == {**exercise.workspace("mid"), **own}


def test_a_folder_without_the_entry_says_that_the_starter_is_graded(exercise: Exercise, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    solution = read_solution(exercise, "mid", tmp_path / "work")
    assert solution.contents == exercise.workspace("mid")
    assert "holds no answer.py" in solution.remarks[0]


def test_links_lead_nowhere(exercise: Exercise, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "answer.py").symlink_to(secret)
    (folder / "all").symlink_to(tmp_path)
    solution = read_solution(exercise, "mid", folder)
    assert solution.contents == exercise.workspace("mid")
    assert any("answer.py" in remark and "link" in remark for remark in solution.remarks)
    for link in (folder / "answer.py", folder / "all"):
        with pytest.raises(UsageError, match="is a link"):
            read_solution(exercise, "mid", link)


def test_what_is_too_large_is_refused_or_left_out_and_said(exercise: Exercise, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    large = folder / "data.bin"
    with large.open("wb") as file:
        file.truncate(5 << 20)
    with pytest.raises(UsageError, match="larger than a file may be"):
        read_solution(exercise, "mid", large)
    solution = read_solution(exercise, "mid", folder)
    assert "data.bin" not in solution.contents
    assert any("data.bin" in remark for remark in solution.remarks)


def test_what_is_no_file_is_refused_at_once(exercise: Exercise, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, words in ((pipe, "neither a file nor a folder"), (tmp_path / "absent", "No such file")):
        with pytest.raises(UsageError, match=words):
            read_solution(exercise, "mid", path)
