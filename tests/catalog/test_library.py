"""Packages are found where they are, by the words people use."""

import os
from pathlib import Path

import pytest

from proctor.catalog.library import find, folders, open_library
from proctor.errors import PackageError, UsageError
from tests.catalog.conftest import write_package


@pytest.fixture
def environment(package: Path, tmp_path: Path) -> dict[str, str]:
    """A home with one exercise, and a second folder with two."""
    write_package(tmp_path / "own" / "layer" / "triple")
    write_package(tmp_path / "own" / "design" / "board")
    variable = os.pathsep.join([str(tmp_path / "own"), "", str(tmp_path / "missing")])
    return {"PROCTOR_HOME": str(package.parents[2]), "PROCTOR_EXERCISES": variable}


def test_shipped_and_own_packages_are_seen_together(environment: dict[str, str], tmp_path: Path) -> None:
    library = open_library(environment)
    assert [exercise.name for exercise in library.exercises] == ["design/board", "layer/double", "layer/triple"]
    (problem,) = library.problems
    assert str(tmp_path / "missing") in problem
    assert "PROCTOR_EXERCISES" in problem
    assert folders(environment) == (tmp_path / "exercises", tmp_path / "own")


def test_the_shipped_exercises_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    library = open_library({})
    assert {"layer/practice-rms-norm", "layer/sliding-window-attention"} <= {one.name for one in library.exercises}
    assert library.problems == ()


@pytest.mark.parametrize("words", ["layer/triple", "triple"])
def test_a_package_is_found_by_full_and_short_name(environment: dict[str, str], words: str) -> None:
    assert find(words, environment).name == "layer/triple"


def test_a_package_is_found_by_its_folder(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "own")
    for words in (str(tmp_path / "own" / "layer" / "triple"), "./layer/triple", "layer/triple"):
        assert find(words, environment).root == tmp_path / "own" / "layer" / "triple"


def test_an_unknown_name_is_met_with_the_nearest_one(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="no exercise 'tripel'") as raised:
        find("tripel", environment)
    assert "did you mean layer/triple?" in raised.value.hint
    with pytest.raises(UsageError) as raised:
        find("", environment)
    assert "proctor list" in raised.value.hint


def test_a_name_that_means_several_packages_lists_them(environment: dict[str, str], tmp_path: Path) -> None:
    write_package(tmp_path / "own" / "design" / "double")
    with pytest.raises(UsageError, match="several") as raised:
        find("double", environment)
    assert "design/double, layer/double" in raised.value.hint
    assert find("layer/double", environment).name == "layer/double"


def test_a_broken_package_hides_no_other_and_says_what_is_wrong(environment: dict[str, str], package: Path) -> None:
    (package / "spec.md").unlink()
    library = open_library(environment)
    assert [exercise.name for exercise in library.exercises] == ["design/board", "layer/triple"]
    missing, broken = library.problems
    assert "is no folder" in missing
    assert str(package / "spec.md") in broken
    for words in ("double", "layer/double"):
        with pytest.raises(PackageError, match=r"spec\.md is missing"):
            find(words, environment)


def test_the_same_package_through_two_folders_is_one(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path / "own")
    environment["PROCTOR_EXERCISES"] += os.pathsep + str(tmp_path / "again")
    assert len(open_library(environment).exercises) == 3
    assert find("triple", environment).name == "layer/triple"
