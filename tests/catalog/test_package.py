"""What a package gives at each level, and what never leaves it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proctor.catalog.package import Exercise
from proctor.errors import PackageError, UsageError
from tests.catalog.conftest import CANARY, FILES, VISIBLE


def test_each_level_has_its_own_spec_starter_and_checks(package: Path) -> None:
    exercise = Exercise.load(package)
    assert exercise.name == "layer/double"
    assert exercise.spec("junior") == "# Double\n"
    assert exercise.spec("senior") == "# Double, without loops\n"
    assert exercise.workspace("junior")["double.py"] == FILES["starter/double.py"].encode()
    assert exercise.workspace("senior")["double.py"] == FILES["levels/senior/starter/double.py"].encode()
    assert exercise.constraints("senior") == ("Only torch.", "No loops.")
    assert [check.id for check in exercise.checks("junior", "visible")] == ["test_value"]
    assert [check.id for check in exercise.checks("senior", "visible")] == ["test_value", "test_docstring"]
    assert [check.id for check in exercise.checks("junior", "hidden")] == ["test_negative"]
    assert (exercise.minutes("junior").main_min, exercise.minutes("senior").main_min) == (60, 90)


def test_the_workspace_is_starter_overlay_and_visible_checks_at_the_level(package: Path) -> None:
    workspace = Exercise.load(package).workspace("senior")
    assert sorted(workspace) == [
        "checks/shapes.py",
        "checks/test_double.py",
        "double.py",
        "notes/hint.txt",
        "pytest.ini",
    ]
    assert workspace["checks/test_double.py"] == VISIBLE.encode()
    assert b"proctor_level = senior\n" in workspace["pytest.ini"]


def test_nothing_private_reaches_the_workspace(package: Path) -> None:
    (package / "starter" / "peek.py").symlink_to(package / "private" / "reference" / "plain.py")
    (package / "starter" / "all").symlink_to(package / "private")
    (package / "checks" / "more").symlink_to(package / "private" / "checks")
    exercise = Exercise.load(package)
    for level in ("junior", "senior"):
        workspace = exercise.workspace(level)
        assert not any(CANARY.encode() in content for content in workspace.values())
        assert not any("private" in path for path in workspace)
    assert not any(CANARY.encode() in content for content in exercise.check_files("visible").values())


def test_caches_are_no_part_of_a_package(package: Path) -> None:
    before = Exercise.load(package).digest()
    for folder in ("starter/__pycache__", "checks/__pycache__"):
        (package / folder).mkdir()
        (package / folder / "x.pyc").touch()
    exercise = Exercise.load(package)
    assert exercise.digest() == before
    assert not any("__pycache__" in path for path in (*exercise.workspace("junior"), *exercise.check_files("visible")))


def test_the_digest_changes_with_any_file(package: Path) -> None:
    before = Exercise.load(package).digest()
    (package / "private" / "guide.md").write_text("other")
    assert Exercise.load(package).digest() != before


def test_check_files_come_by_visibility(package: Path) -> None:
    exercise = Exercise.load(package)
    assert sorted(exercise.check_files("visible")) == ["checks/shapes.py", "checks/test_double.py"]
    assert sorted(exercise.check_files("hidden")) == ["private/checks/test_double_hidden.py"]


@pytest.mark.parametrize("name", ["exercise.toml", "spec.md", "starter", "starter/double.py", "checks"])
def test_a_missing_file_is_named(package: Path, remove: Callable[[str], None], name: str) -> None:
    remove(name)
    with pytest.raises(PackageError) as raised:
        Exercise.load(package)
    assert f"{package / name} is missing" in str(raised.value)
    assert raised.value.hint


def test_a_package_without_visible_checks_is_refused(package: Path, remove: Callable[[str], None]) -> None:
    remove("checks/test_double.py")
    with pytest.raises(PackageError, match="holds no check"):
        Exercise.load(package)


def test_hidden_checks_and_private_files_are_optional(package: Path, remove: Callable[[str], None]) -> None:
    remove("private")
    exercise = Exercise.load(package)
    assert exercise.checks("senior", "hidden") == ()
    with pytest.raises(PackageError, match="is missing"):
        exercise.guide()


@pytest.mark.parametrize("level", ["mid", "expert", ""])
def test_a_level_that_is_not_offered_is_refused_with_those_that_are(package: Path, level: str) -> None:
    with pytest.raises(UsageError) as raised:
        Exercise.load(package).workspace(level)
    assert raised.value.hint == "it has: junior, senior"
