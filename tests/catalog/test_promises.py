"""Checks are read from their source, without running it."""

from pathlib import Path

import pytest

from proctor.catalog.package import Exercise
from proctor.catalog.promises import Check
from proctor.errors import PackageError
from tests.catalog.conftest import Edit

CHECKS = "checks/test_double.py"
HIDDEN = "private/checks/test_double_hidden.py"


def test_a_check_is_what_its_source_says(package: Path) -> None:
    value, docstring, negative = Exercise.load(package).all_checks
    assert value == Check(
        id="test_value",
        promise="It is twice the input.",
        visibility="visible",
        criterion="Correct",
        levels=("junior", "mid", "senior"),
        needs=(),
        advisory=False,
        file="test_double.py",
    )
    assert (docstring.levels, docstring.needs, docstring.criterion) == (("senior",), ("test_value",), "Documented")
    assert (negative.visibility, negative.advisory) == ("hidden", True)


def test_reading_runs_nothing(package: Path, edit: Edit, tmp_path: Path) -> None:
    edit(CHECKS, "def not_a_check", f"open({str(tmp_path / 'ran')!r}, 'w')\ndef not_a_check")
    Exercise.load(package)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (CHECKS, ('"""It has a docstring."""', "pass"), "test_docstring: has no docstring"),
        (CHECKS, ('@criterion("Documented")', ""), "test_docstring: @criterion('') is none"),
        (CHECKS, ('@criterion("Documented")', '@criterion("Fast")'), "@criterion('Fast') is none"),
        (CHECKS, ('@levels("senior")', '@levels("expert")'), "@levels('expert'): expected one of junior, mid, senior"),
        (CHECKS, ('@levels("senior")', "@levels(SENIOR)"), "@levels takes literal names"),
        (CHECKS, ('@needs("test_value")', '@needs("test_vaule")'), "needs 'test_vaule', and there is no such check"),
        (CHECKS, ('@needs("test_value")', '@needs("test_negative")'), "is visible and needs the hidden test_negative"),
        (CHECKS, ("def test_docstring", "async def test_docstring"), "test_docstring: a check is a plain function"),
        (
            CHECKS,
            ("def not_a_check():\n    pass", "class TestMore:\n    pass"),
            "TestMore: a check is a plain function",
        ),
        (CHECKS, ("def not_a_check():", "def not_a_check(:"), "test_double.py"),
        (HIDDEN, ("def test_negative", "def test_value"), "test_value is also in test_double.py"),
    ],
)
def test_a_check_that_cannot_be_announced_is_refused(
    package: Path, edit: Edit, file: str, change: tuple[str, str], said: str
) -> None:
    edit(file, *change)
    with pytest.raises(PackageError) as raised:
        Exercise.load(package)
    assert said in str(raised.value)
    assert raised.value.hint
