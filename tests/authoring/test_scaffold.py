"""A first package: what it may be called, and that it is whole or not there at all."""

import keyword
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.authoring.form import form_problems
from proctor.authoring.known_issues import issue_problems
from proctor.authoring.leaks import leak_problems
from proctor.authoring.scaffold import SCAFFOLDED, Naming, package_files, write_package
from proctor.catalog.library import open_library
from proctor.catalog.manifest import LEVELS, Kind
from proctor.catalog.package import Exercise
from proctor.errors import UsageError

CRITERIA = (
    "Correctness",
    "Gradients and numerics",
    "Efficiency",
    "Framework practice",
    "Documentation",
    "Debugging and testing",
    "Limits and unfinished work",
    "Response to feedback",
)


@pytest.mark.parametrize(
    "name", ["", "Upper", "two--dashes", "-x", "x-", "9x", "a_b", "a/b", "..", "x" * 51, "é", "a b"]
)
def test_a_name_is_small_letters_and_single_dashes(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name an exercise"):
        Naming(name)


@pytest.mark.parametrize("name", ["random", "torch", "lambda", "checks", "importlib", "proctor"])
def test_a_module_does_not_stand_in_the_way_of_another(name: str) -> None:
    with pytest.raises(UsageError, match="would stand in the way"):
        Naming(name)


def test_what_it_is_called_follows_from_its_name() -> None:
    naming = Naming("masked-mean-pool2")
    assert (naming.module, naming.class_name, naming.title) == (
        "masked_mean_pool2",
        "MaskedMeanPool2",
        "Masked mean pool2",
    )


@given(st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True))
def test_every_name_that_is_taken_makes_names_for_python(name: str) -> None:
    try:
        naming = Naming(name)
    except UsageError:
        return
    assert naming.module.isidentifier()
    assert naming.class_name.isidentifier()
    assert not keyword.iskeyword(naming.class_name)


@pytest.mark.parametrize("kind", SCAFFOLDED)
def test_a_first_package_is_found_and_has_everything(kind: Kind, tmp_path: Path) -> None:
    naming = Naming("first-try")
    made = write_package(kind, naming, tmp_path, package_files(kind, naming))
    library = open_library({"PROCTOR_EXERCISES": str(tmp_path)})
    assert made.root in {exercise.root for exercise in library.exercises}
    assert tuple(criterion.name for criterion in made.manifest.criteria) == CRITERIA
    assert not made.manifest.public
    assert (*form_problems(made, LEVELS), *issue_problems(made, LEVELS), *leak_problems(made)) == ()
    assert not any("${" in content.decode() for content in made.files().values())


def test_every_criterion_is_anchored_at_every_level(package: Exercise) -> None:
    for level in LEVELS:
        assert [scale.criterion for scale in package.private_material(level).rubric] == list(CRITERIA)


def test_nothing_is_overwritten(package: Exercise) -> None:
    naming = Naming("scaled")
    before = package.files()
    with pytest.raises(UsageError, match="there is already"):
        write_package("layer", naming, package.root.parent.parent, {"exercise.toml": b""})
    assert Exercise.load(package.root).files() == before


def test_its_python_is_laid_out_as_ours(package: Exercise) -> None:
    for path, content in package.files().items():
        if path.endswith(".py"):
            assert max(map(len, content.decode().splitlines())) <= 120, path
