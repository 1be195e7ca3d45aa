"""Feedback that the program gives by itself, chosen by what the checks showed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.catalog.guide import Entry, Guide
from proctor.catalog.library import open_library
from proctor.catalog.package import Exercise
from proctor.errors import PackageError
from proctor.session.verdicts import Verdict
from tests.catalog.conftest import Edit

FEEDBACK = "private/feedback.toml"
PRACTICE = ("layer/practice-rms-norm", "layer/practice-generalized-cross-entropy")


@pytest.mark.parametrize(
    ("verdicts", "chosen"),
    [
        ({"test_value": Verdict.PASS, "test_docstring": Verdict.PASS}, ("All of it holds.", "Write more checks.")),
        ({"test_value": Verdict.PASS, "test_docstring": Verdict.FAIL}, ("You kept going.", "Write more checks.")),
        ({"test_value": Verdict.TIMEOUT, "test_docstring": Verdict.PASS}, ("You kept going.", "Double it.")),
        ({"test_value": Verdict.FAULT}, ("You kept going.", "Write more checks.")),
        ({}, ("You kept going.", "Write more checks.")),
    ],
)
def test_the_first_entry_that_fits_is_given(
    package: Path, verdicts: dict[str, Verdict], chosen: tuple[str, str]
) -> None:
    assert Exercise.load(package).guide().choose(verdicts) == chosen


def test_one_failure_among_several_named_is_enough() -> None:
    last = Entry(text="else")
    guide = Guide(strength=(last,), improvement=(Entry(text="these", when_fail=("a", "b")), last))
    assert guide.choose({"a": Verdict.PASS, "b": Verdict.GONE})[1] == "these"
    assert guide.choose({"a": Verdict.PASS, "b": Verdict.SKIP})[1] == "else"


@pytest.fixture(scope="module")
def guides() -> dict[str, tuple[list[str], Guide]]:
    """The check ids and the guide of those that give feedback; read once: every example of a property asks for one."""
    found = {exercise.name: exercise for exercise in open_library({}).exercises}
    return {name: ([check.id for check in found[name].all_checks], found[name].guide()) for name in PRACTICE}


@pytest.mark.parametrize("name", PRACTICE)
@given(data=st.data())
def test_a_shipped_guide_has_an_answer_to_any_verdicts(
    guides: dict[str, tuple[list[str], Guide]], name: str, data: st.DataObject
) -> None:
    ids, guide = guides[name]
    verdicts = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(Verdict)))
    assert all(text.strip() for text in guide.choose(verdicts))
    assert guide.choose(verdicts) == guide.choose(dict(reversed(verdicts.items())))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["test_value", "test_docstring"]', '["test_valu"]', "strength #1: no check is called 'test_valu'"),
        ("when_pass", "if_pass", "strength #1.if_pass: unknown key; expected one of: text, when_pass, when_fail"),
        ('text = "Double it."\n', "", "improvement #1.text: missing; expected a text"),
        ('"Double it."', '" "', "improvement #1.text: expected a text"),
        ('when_fail = ["test_value"]', "", "improvement: expected a last entry, and no other, without conditions"),
        ('[[improvement]]\ntext = "Write more checks."', "", "improvement: expected a last entry"),
        ("[[improvement]]", "[[advice]]", "advice: unknown key"),
    ],
)
def test_a_guide_that_could_stay_silent_or_point_nowhere_is_refused(
    package: Path, edit: Edit, old: str, new: str, said: str
) -> None:
    edit(FEEDBACK, old, new)
    exercise = Exercise.load(package)
    with pytest.raises(PackageError) as raised:
        exercise.guide()
    assert said in str(raised.value)
    assert str(package / FEEDBACK) in str(raised.value)
    assert raised.value.hint


def test_a_guide_without_improvements_is_refused(package: Path) -> None:
    (package / FEEDBACK).write_text('improvement = []\n[[strength]]\ntext = "x"\n')
    with pytest.raises(PackageError, match="improvement: expected a last entry"):
        Exercise.load(package).guide()
