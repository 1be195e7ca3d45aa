"""A manifest is read strictly, and an author is told what to write instead."""

from pathlib import Path

import pytest

from proctor.catalog.manifest import RunLimits, read_manifest
from proctor.errors import PackageError
from tests.catalog.conftest import MANIFEST, Edit


def refusal(package: Path) -> PackageError:
    with pytest.raises(PackageError) as raised:
        read_manifest(package / "exercise.toml")
    assert str(package / "exercise.toml") in str(raised.value)
    assert raised.value.hint
    return raised.value


def test_a_sound_manifest_is_read_with_its_defaults(package: Path) -> None:
    manifest = read_manifest(package / "exercise.toml")
    assert (manifest.kind, manifest.entry, manifest.practice, manifest.begin) == (
        "layer",
        "double.py",
        False,
        "candidate",
    )
    assert set(manifest.levels) == {"junior", "senior"}
    assert manifest.levels["senior"].constraints == ("No loops.",)
    assert manifest.criteria  # 0 == Criterion(name="Correct", text="Twice the input.")
    assert manifest.limits == RunLimits(check_s=10, run_s=60)
    assert manifest.glossary == {"double": "Twice as much."}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "format: expected 1, found 2"),
        (
            'kind = "layer"',
            'kind = "layr"',
            "kind: expected one of: design, layer, optimization, planning, found 'layr'",
        ),
        ('title = "Double"', "title = 3", "title: expected a text, found 3"),
        ('entry = "double.py"\n', "", "entry: missing; expected a text"),
        ("main_min = 90", 'main_min = "90"', "levels.senior.main_min: expected a number, found '90'"),
        ("main_min = 90", "main_min = true", "levels.senior.main_min: expected a number, found true"),
        ("main_min = 90", "main = 90", "levels.senior.main: unknown key; expected one of: main_min, revision_min, "),
        ("[levels.senior]", "[levels.expert]", "levels.expert: unknown key; expected one of: junior, mid, senior"),
        ('text = "A docstring."', "", "criteria #2.text: missing; expected a text"),
        ('text = "A docstring."', 'txt = "A docstring."', "criteria #2.txt: unknown key; expected one of: name, text"),
        (
            '["pytorch"]',
            '"pytorch"',
            "frameworks: expected a list of texts, found",
        ),
        ('["pytorch"]', '["pytorch", "pytorch"]', "frameworks: expected names that differ"),
        ("[[assumes]]", "[assumes]", "assumes: expected a list of tables with: knowledge, why, found a table"),
        ('web = "yes"', 'web = "maybe"', "aids.web: expected one of: declare, no, yes, found 'maybe'"),
        ('web = "yes"', "", "aids.web: missing; expected one of: declare, no, yes"),
        ('"Twice as much."', "2", "glossary.double: expected a text, found 2"),
        ('["No loops."]', "[1]", "levels.senior.constraints #1: expected a text, found 1"),
        ("[aids]", "[aid]", "aid: unknown key; expected one of: format, kind, title"),
    ],
)
def test_an_error_names_file_key_and_expectation(package: Path, edit: Edit, old: str, new: str, said: str) -> None:
    edit("exercise.toml", old, new)
    assert f"exercise.toml: {said}" in str(refusal(package))


def test_a_mistyped_key_is_met_with_the_nearest_one(package: Path, edit: Edit) -> None:
    edit("exercise.toml", "frameworks =", "framework =")
    assert refusal(package).hint == "did you mean frameworks?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"double.py"', '"../double.py"', "entry: expected a file name inside the workspace"),
        ('"double.py"', '"/etc/double.py"', "entry: expected a file name inside the workspace"),
        ('title = "Double"', 'title = " "', "title: expected a title"),
        ('["pytorch"]', "[]", "frameworks: expected at least one"),
        ('name = "Documented"', 'name = "Correct"', "criteria: expected names that are given and differ"),
        ("main_min = 90", "main_min = 91", "levels.senior.main_min = 91: expected 60 to 90 minutes for layer"),
        (
            "revision_min = 15",
            "revision_min = 5",
            "junior.revision_min = 5: expected 15 to 20 minutes for layer",
        ),
        ("main_min = 90", "main_min = nan", "levels.senior.main_min = nan: expected 60 to 90"),
        ("[aids]", "[limits]\ncheck_s = 90\n[aids]", "limits: expected 0 < check_s <= run_s"),
        ("[aids]", "[release]\n[aids]", "release: expected no release window"),
    ],
)
def test_what_types_cannot_say_is_checked_too(package: Path, edit: Edit, old: str, new: str, said: str) -> None:
    edit("exercise.toml", old, new)
    assert said in str(refusal(package))


@pytest.mark.parametrize("kind", ["design", "optimization", "planning"])
def test_every_kind_keeps_to_its_own_minutes(package: Path, edit: Edit, kind: str) -> None:
    edit("exercise.toml", 'kind = "layer"', f'kind = "{kind}"')
    assert f"minutes for {kind}" in str(refusal(package))


def test_practice_may_be_short(package: Path, edit: Edit) -> None:
    edit("exercise.toml", "main_min = 60", "main_min = 15")
    edit("exercise.toml", "format = 1", "format = 1\npractice = true")
    assert read_manifest(package / "exercise.toml").levels["junior"].main_min == 15


def test_without_levels_there_is_nothing_to_start(package: Path) -> None:
    head, _, tail = MANIFEST.partition("[levels.junior]")
    (package / "exercise.toml").write_text(head + "[levels]\n\n" + tail[tail.index("[[criteria]]") :])
    assert "levels: expected at least one of" in str(refusal(package))


@pytest.mark.parametrize("content", [b"format = \n", b"\xff\xfe", b"a = 1\na = 2"])
def test_what_is_no_toml_is_said_with_its_place(package: Path, content: bytes) -> None:
    (package / "exercise.toml").write_bytes(content)
    refusal(package)


def test_a_missing_or_unreadable_manifest_is_an_error(package: Path) -> None:
    (package / "exercise.toml").unlink()
    assert "is missing" in str(refusal(package))
    (package / "exercise.toml").mkdir()
    refusal(package)


FLAG = """[[flags]]
what = "the library's attention"
names = ["torch.nn.functional.scaled_dot_product_attention", "torch.nn.Multihead*"]
why = "It is to be built from tensor operations."

[aids]"""


def test_flags_say_what_to_look_for(package: Path, edit: Edit) -> None:
    assert read_manifest(package / "exercise.toml").flags == ()
    edit("exercise.toml", "[aids]", FLAG)
    (flag,) = read_manifest(package / "exercise.toml").flags
    assert flag.names == ("torch.nn.functional.scaled_dot_product_attention", "torch.nn.Multihead*")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"torch.nn.Multihead*"', '"*"'),
        ('"torch.nn.Multihead*"', '"attention"'),
        ('"torch.nn.Multihead*"', '" torch.nn.Linear"'),
        ("It is to be built from tensor operations.", " "),
        ("the library's attention", ""),
    ],
)
def test_a_flag_that_would_flag_everything_or_say_nothing_is_refused(
    package: Path, edit: Edit, old: str, new: str
) -> None:
    edit("exercise.toml", "[aids]", FLAG.replace(old, new))
    assert "flags: expected what, why and names such as torch.nn.RMSNorm" in str(refusal(package))
