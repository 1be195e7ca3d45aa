"""What a package keeps for interviewers: read strictly, given by level, never part of what candidates get."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proctor.catalog.bundle import divided
from proctor.catalog.package import Exercise
from proctor.catalog.private import MAX_GUIDE_BYTES
from proctor.errors import PackageError, UsageError
from proctor.session.material import HiddenCheck, PrivateMaterial, Scale
from tests.catalog.conftest import CANARY, Edit

BRIEF = f"""
format = 1
opening = "Double it. {CANARY}"
watch = ["one", "two", "three"]
questions = ["Why twice?"]
strengths = ["You doubled.", "You kept going."]
improvements = ["Halve it too."]
"""

ISSUES = f"""
format = 1

[[issue]]
id = "added-once"
title = "Added only once"
text = "x + 1 looks right for 1. {CANARY}"
hint = "Try 3."
fix = "x + x"
metric = "test_value"

[[issue]]
id = "slow-loop"
title = "A loop"
text = "It is slow."
levels = ["senior"]
"""

RUBRIC = f"""
format = 1

[[anchors]]
criterion = "Correct"
levels = ["junior", "senior"]
1 = "no {CANARY}"
2 = "half"
3 = "most"
4 = "all"

[[anchors]]
criterion = "Documented"
levels = ["junior"]
1 = "a"
2 = "b"
3 = "c"
4 = "d"

[[anchors]]
criterion = "Documented"
levels = ["senior"]
1 = "e"
2 = "f"
3 = "g"
4 = "h"
"""

FILES = {"brief.toml": BRIEF, "issues.toml": ISSUES, "rubric.toml": RUBRIC}


@pytest.fixture
def full(package: Path) -> Path:
    """The package with everything for interviewers."""
    for name, content in FILES.items():
        (package / "private" / name).write_text(content)
    return package


def test_interviewers_get_all_of_it_at_their_level(full: Path) -> None:
    material = Exercise.load(full).private_material("junior")
    assert material.guide == CANARY
    assert material.opening.startswith("Double it.")
    assert material.watch == ("one", "two", "three")
    assert material.questions == ("Why twice?",)
    assert [issue.id for issue in material.issues] == ["added-once"]
    assert (material.issues[0].hint, material.issues[0].fix, material.issues[0].metric) == (
        "Try 3.",
        "x + x",
        "test_value",
    )
    assert material.checks == (
        HiddenCheck(id="test_negative", promise="Negative numbers double too.", criterion="Correct", advisory=True),
    )
    assert material.rubric[1] == Scale(criterion="Documented", anchors=("a", "b", "c", "d"))
    senior = Exercise.load(full).private_material("senior")
    assert [issue.id for issue in senior.issues] == ["added-once", "slow-loop"]
    assert [scale.criterion for scale in senior.rubric] == ["Correct", "Documented"]
    assert senior.rubric[1].anchors == ("e", "f", "g", "h")


def test_what_practice_says_by_itself_is_a_sample_too_and_each_text_comes_once(full: Path) -> None:
    material = Exercise.load(full).private_material("junior")
    assert material.strengths == ("You doubled.", "You kept going.", "All of it holds.")
    assert material.improvements == ("Halve it too.", "Double it.", "Write more checks.")


def test_all_of_it_is_optional(package: Path, remove: Callable[[str], None]) -> None:
    assert Exercise.load(package).private_material("junior").rubric == ()
    remove("private")
    assert Exercise.load(package).private_material("junior") == PrivateMaterial()


def test_a_level_that_is_not_offered_has_no_material(full: Path) -> None:
    with pytest.raises(UsageError, match="no level 'mid'"):
        Exercise.load(full).private_material("mid")


def test_nothing_of_it_is_in_the_candidate_part(full: Path, tmp_path: Path) -> None:
    bundle = divided(Exercise.load(full))
    assert not any(CANARY.encode() in content for content in bundle.candidate.values())
    assert {f"private/{name}" for name in FILES} <= bundle.company.keys()
    for path, content in bundle.candidate.items():
        (tmp_path / "part" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "part" / path).write_bytes(content)
    part = Exercise.load(tmp_path / "part", name="layer/double")
    assert part.private_material("junior") == PrivateMaterial()


def test_nothing_of_it_is_in_a_workspace_or_a_specification(full: Path) -> None:
    exercise = Exercise.load(full)
    for level in ("junior", "senior"):
        assert CANARY not in exercise.spec(level)
        assert not any(CANARY.encode() in content for content in exercise.workspace(level).values())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("brief.toml", "format = 1", "format = 2", "format: expected 1, found 2"),
        ("brief.toml", "watch", "look", "look: unknown key; expected one of: format, opening, watch"),
        ("brief.toml", ', "three"', "", "watch: expected exactly 3 texts, found 2"),
        ("brief.toml", '"three"', '"three", "four"', "watch: expected exactly 3 texts, found 4"),
        ("brief.toml", '"two"', '" "', "watch #2: expected a text"),
        ("brief.toml", '"Why twice?"', '""', "questions #1: expected a text"),
        ("brief.toml", '"Why twice?"', "3", "questions #1: expected a text, found 3"),
        ("brief.toml", f'"Double it. {CANARY}"', '" "', "opening: expected a text"),
        ("brief.toml", f'opening = "Double it. {CANARY}"', "", "opening: missing; expected a text"),
        ("issues.toml", "format = 1", "", "format: missing; expected 1"),
        ("issues.toml", '"slow-loop"', '"added-once"', "issue #2.id: there is already an issue 'added-once'"),
        ("issues.toml", '"slow-loop"', '"test_value"', "issue #2.id = 'test_value': expected small letters, digits"),
        ("issues.toml", '"slow-loop"', '"Slow loop"', "issue #2.id = 'Slow loop': expected small letters"),
        ("issues.toml", '"slow-loop"', f'"{"x" * 41}"', "at most 40"),
        ("issues.toml", '"A loop"', '""', "issue #2.title: expected a text"),
        ("issues.toml", 'text = "It is slow."', "", "issue #2.text: missing; expected a text"),
        ("issues.toml", '["senior"]', '["mid"]', "issue #2.levels: expected some of: junior, senior"),
        ("issues.toml", '["senior"]', "[]", "issue #2.levels: expected some of: junior, senior"),
        ("issues.toml", '["senior"]', '["boss"]', "issue #2.levels #1: expected one of: junior, mid, senior"),
        ("issues.toml", "metric", "measure", "issue #1.measure: unknown key"),
        ("rubric.toml", '"Correct"', '"Corect"', "anchors #1: 'Corect' is none of the manifest's criteria"),
        ("rubric.toml", '3 = "most"\n', "", "anchors #1.3: missing; expected a text"),
        ("rubric.toml", '"most"', '" "', "anchors #1.3: expected a text"),
        ("rubric.toml", '4 = "all"', '4 = "all"\n5 = "more"', "anchors #1.5: unknown key"),
        ("rubric.toml", '["junior"]', '["senior"]', "anchors #3: 'Documented' already has anchors for senior"),
        ("rubric.toml", '["junior", "senior"]', '["junior"]', "'Correct' has no anchors for senior"),
        ("rubric.toml", '["junior", "senior"]', '["junior", "mid"]', "anchors #1.levels: expected some of: junior"),
    ],
)
def test_what_could_mislead_an_interviewer_is_refused_on_loading(  # noqa: PLR0917 - a table of slips
    full: Path, edit: Edit, file: str, old: str, new: str, said: str
) -> None:
    edit(f"private/{file}", old, new)
    with pytest.raises(PackageError) as raised:
        Exercise.load(full)
    assert said in str(raised.value)
    assert str(full / "private" / file) in str(raised.value)
    assert raised.value.hint


def test_an_issue_may_not_be_called_like_a_check(full: Path, edit: Edit) -> None:
    edit("private/checks/test_double_hidden.py", "def test_negative", "def test")
    edit("private/issues.toml", '"slow-loop"', '"test"')
    with pytest.raises(PackageError, match="'test' is the id of a check"):
        Exercise.load(full)


def test_a_guide_that_cannot_be_read_or_is_a_book_is_refused(full: Path) -> None:
    guide = full / "private" / "guide.md"
    for content, said in ((b"\xff\xfe", "guide.md"), (b"x" * (MAX_GUIDE_BYTES + 1), "at most 256")):
        guide.write_bytes(content)
        with pytest.raises(PackageError, match=said) as raised:
            Exercise.load(full)
        assert raised.value.hint
    guide.unlink()
    guide.mkdir()
    with pytest.raises(PackageError, match=r"guide\.md"):
        Exercise.load(full)
