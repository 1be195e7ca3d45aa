"""Exercises in further frameworks: which are offered, what a variant changes, and where a framework is."""

import sys
from pathlib import Path

import pytest

from proctor.catalog.adapters import known_frameworks, read_card
from proctor.catalog.bundle import divided
from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.errors import EnvironmentFault, PackageError, UsageError
from proctor.host.environments import environment_folder, missing_from, place_of
from tests.catalog.conftest import write_package
from tests.host.conftest import ROOT

ADAPTER = Path(__file__).with_name("toy_adapter.py")


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    """A package in PyTorch and in the toy framework."""
    root = write_package(tmp_path / "layer" / "double")
    manifest = root / "exercise.toml"
    manifest.write_text(manifest.read_text().replace('["pytorch"]', '["pytorch", "toy"]'))
    overlay = root / "frameworks" / "toy"
    (overlay / "starter").mkdir(parents=True)
    (overlay / "adapter.py").write_bytes(ADAPTER.read_bytes())
    (overlay / "starter" / "double.py").write_text("# toy\n")
    (overlay / "framework.toml").write_text(
        'constraints = ["Only toys."]\n[criteria]\nCorrect = "Twice the toy."\n'
        '[[leave_out]]\ncheck = "test_docstring"\nwhy = "toys have none"\n[limits]\ncheck_s = 20\nrun_s = 90\n'
    )
    return root


def test_a_variant_is_the_exercise_with_an_overlay(offered: Path) -> None:
    usual, toy = Exercise.load(offered), Exercise.load(offered).in_framework("toy")
    assert (usual.framework, toy.framework) == ("pytorch", "toy")
    assert toy.workspace("senior")["double.py"] == b"# toy\n"
    assert usual.workspace("senior")["double.py"] != b"# toy\n"
    assert b"proctor_framework = toy" in toy.workspace("senior")["pytest.ini"]
    assert toy.workspace("senior")["checks/toy_adapter.py"] == ADAPTER.read_bytes()
    assert toy.constraints("senior") == ("Only toys.", "No loops.")
    assert [one.text for one in toy.criteria] == ["Twice the toy.", "A docstring."]
    assert {one.id for one in usual.checks("senior", "visible")} - {
        one.id for one in toy.checks("senior", "visible")
    } == {"test_docstring"}
    assert toy.proof == offered / "private" / "frameworks" / "toy"


def test_candidates_get_the_overlay_and_never_its_solutions(offered: Path) -> None:
    secret = offered / "private" / "frameworks" / "toy" / "reference" / "right.py"
    secret.parent.mkdir(parents=True)
    secret.write_text("# right\n")
    bundle = divided(Exercise.load(offered, name="layer/double"))
    assert "frameworks/toy/starter/double.py" in bundle.candidate
    assert "private/frameworks/toy/reference/right.py" in bundle.company


def test_a_framework_that_is_not_offered_is_a_usage_error(offered: Path) -> None:
    with pytest.raises(UsageError) as refused:
        Exercise.load(offered).in_framework("jax")
    assert refused.value.hint == "it is in: pytorch, toy"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("test_docstring", "test_nothing", "leave_out: expected ids of checks of this package"),
        ("Correct =", "Corect =", "criteria: expected names of the manifest's"),
        ("[limits]", 'requirements = "no.lock"\n[limits]', "unknown key"),
    ],
)
def test_a_variant_that_is_wrong_says_what_is_expected(offered: Path, old: str, new: str, said: str) -> None:
    path = offered / "frameworks" / "toy" / "framework.toml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(PackageError) as refused:
        Exercise.load(offered)
    assert said in str(refused.value)


def test_a_framework_without_an_adapter_is_refused(offered: Path) -> None:
    (offered / "frameworks" / "toy" / "adapter.py").unlink()
    with pytest.raises(PackageError, match="'toy' has no adapter"):
        Exercise.load(offered)


def test_a_card_is_read_without_running_the_adapter(tmp_path: Path) -> None:
    path = tmp_path / "adapter.py"
    path.write_text('raise SystemExit\nCARD = {"name": "own", "title": "Own"}\n')
    assert read_card(path, "own").title == "Own"
    path.write_text("CARD = make()\n")
    with pytest.raises(PackageError, match="CARD"):
        read_card(path, "own")
    assert set(known_frameworks()) >= {"pytorch", "jax"}


def test_what_is_missing_is_said_with_what_to_do(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toy = Exercise.load(offered).in_framework("toy")
    assert place_of(toy).adapter == offered / "frameworks" / "toy" / "adapter.py"
    path = offered / "frameworks" / "toy" / "framework.toml"
    (path.parent / "toy.lock").write_text("toy==1\n")
    path.write_text('requirements = "toy.lock"\n' + path.read_text())
    monkeypatch.setenv("PROCTOR_ENVIRONMENTS", str(offered / "made"))
    locked = Exercise.load(offered).in_framework("toy")
    with pytest.raises(EnvironmentFault, match="has not been made") as refused:
        place_of(locked)
    assert "proctor exercise environment" in refused.value.hint
    assert environment_folder(locked).parent == offered / "made"


def test_an_interpreter_is_asked_for_what_it_has() -> None:
    assert missing_from(sys.executable, ["json", "no_such_package"]) == ["no_such_package"]
    with pytest.raises(EnvironmentFault, match="is no Python that runs"):
        missing_from("/nowhere/python", ["json"])


def test_every_shipped_variant_is_readable_in_a_terminal() -> None:
    jax = find(str(ROOT / "exercises" / "layer" / "masked-gem-pool")).in_framework("jax")
    for level in jax.manifest.levels:
        assert max(map(len, jax.spec(level).splitlines())) <= 80
        assert "jnp" in jax.workspace(level)["masked_gem_pool.py"].decode()
