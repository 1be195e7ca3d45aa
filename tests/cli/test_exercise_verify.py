"""`proctor exercise verify` and `proctor exercise new`: what they say, to people and to scripts."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.checks.request import RunRequest
from proctor.session.verdicts import Verdict
from tests.cli.conftest import Call
from tests.host.stand_in_engine import StandInEngine, all_pass, listening


def as_written(request: RunRequest) -> dict[str, Verdict]:
    """Verdicts as a solution's text asks for them: `check test_x says FAIL`."""
    text = request.tree[request.entry].decode()
    said = {
        name: Verdict(line.split()[-1])
        for line in text.splitlines()
        for name in request.select
        if f"check {name} says" in line
    }
    return {**all_pass(request), **said}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, short_folder: Path) -> Iterator[StandInEngine]:
    """An engine that says what solutions ask for, where the command finds it."""
    with listening(short_folder / "s") as made:
        made.says = as_written
        monkeypatch.setenv("PROCTOR_ENGINE", str(made.address))
        yield made


@pytest.fixture
def package(call: Call, tmp_path: Path) -> Path:
    """A first package whose wrong solutions and starter say where they fail."""
    assert call("exercise", "new", "--kind", "layer", "scaled", "--into", str(tmp_path)).code == 0
    root = tmp_path / "layer" / "scaled"
    for path in (root / "private" / "wrong").glob("*/*.py"):
        path.write_text(f"# Wrong: x\n# check {path.parent.name} says FAIL\n")
    for path in (root / "starter" / "scaled.py", root / "levels" / "junior" / "starter" / "scaled.py"):
        path.write_text(f"# check test_matches_the_formula says FAIL\n# {path.parent.parent.name}\n")
    return root


@pytest.mark.usefixtures("engine")
def test_a_package_that_holds_is_proved(call: Call, package: Path) -> None:
    said = call("exercise", "verify", str(package))
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0] == "layer/scaled: PROVED"
    assert "Wrong solutions caught: 5 of 5 (100%)" in lines
    assert "By the check that they are named after: 5 of 5 (100%)" in lines
    assert any(line.split()[:3] == ["test_gradients", "hidden", "1"] for line in lines)
    assert lines[-1] == "Proved: 1 exercise."
    assert max(map(len, lines)) <= 80
    assert said.err.splitlines()[-1] == "layer/scaled: no problems"


@pytest.mark.usefixtures("engine")
def test_a_script_gets_everything(call: Call, package: Path) -> None:
    said = call("exercise", "verify", str(package), "--json", "--seed", "7", "--repeat", "2", "--jobs", "1")
    told = json.loads(said.out)
    assert said.code == 0
    assert set(told) == {"proved", "seed", "rounds", "jobs", "isolation", "unreadable", "exercises"}
    assert (told["proved"], told["seed"], told["rounds"], told["jobs"]) == (True, 7, 2, 1)
    (proof,) = told["exercises"]
    assert proof["score"] == {"wrong": 5, "caught": 5, "caught_as_named": 5}
    assert {kill["check"] for kill in proof["kills"]} == {row["check"] for row in proof["checks"]}
    assert all(kill["caught"] for kill in proof["kills"])
    assert proof["problems"] == proof["unsteady"] == []
    assert set(proof["times"]) == {"level", "solutions", "visible_s", "whole_s"}


@pytest.mark.usefixtures("engine")
def test_what_is_wrong_comes_with_what_to_do(call: Call, package: Path) -> None:
    (package / "private" / "reference" / "summed.py").write_text("# check test_gradients says FAIL\n")
    said = call("exercise", "verify", str(package), "--level", "mid", "--seed", "4")
    words = " ".join(said.out.split())
    assert said.code == 1
    assert "layer/scaled: NOT PROVED" in said.out
    assert "- reference/summed at mid (seed 4, 5, 6): test_gradients says FAIL" in words
    assert "To do: mend the check if it forbids what the specification allows" in words
    assert said.out.splitlines()[-1] == "Not proved: 0 of 1 exercise proved; see: layer/scaled."


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("verdict", ["UNSURE", "FAULT"])
def test_what_stays_undecided_is_not_the_package_s_fault_and_no_proof(call: Call, package: Path, verdict: str) -> None:
    (package / "private" / "reference" / "summed.py").write_text(f"# check test_gradients says {verdict}\n")
    said = call("exercise", "verify", str(package))
    assert said.code == 3
    assert said.out.splitlines()[-1].startswith("Undecided: 0 of 1 exercise")


@pytest.mark.usefixtures("engine")
def test_a_verdict_that_is_not_the_same_each_time_is_named(call: Call, package: Path, engine: StandInEngine) -> None:
    def changing(request: RunRequest) -> dict[str, Verdict]:
        found = as_written(request)
        is_summed = "einsum" in request.tree[request.entry].decode()
        return {**found, "test_gradients": Verdict.FAIL} if is_summed and request.seed == 12 else found

    engine.says = changing
    said = call("exercise", "verify", str(package), "--seed", "10", "--level", "mid")
    words = " ".join(said.out.split())
    assert "test_gradients on reference/summed at mid: PASS (seed 10), PASS (seed 11), FAIL (seed 12)" in words
    assert "- reference/summed at mid (seed 12): test_gradients says FAIL" in words


@pytest.mark.usefixtures("engine")
def test_all_is_every_exercise_and_one_that_cannot_be_read_is_told(
    call: Call, package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "empty"
    (home / "exercises").mkdir(parents=True)
    monkeypatch.setenv("PROCTOR_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PROCTOR_EXERCISES", str(tmp_path))
    told = json.loads(call("exercise", "verify", "--all", "--json").out)
    assert [proof["exercise"] for proof in told["exercises"]] == ["layer/scaled"]
    (tmp_path / "layer" / "other").mkdir()
    (tmp_path / "layer" / "other" / "exercise.toml").write_text("format = 2\n")
    said = call("exercise", "verify", "--all")
    assert said.code == 3
    assert "Cannot be read: " in said.out
    assert "1 of 2 exercises proved" in said.out


@pytest.mark.usefixtures("engine")
def test_what_is_wrong_stands_behind_all_packages(
    call: Call, package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A log keeps the end of a long text, and whoever reads it has to see there what is to be done."""
    other = package.parent / "whole"
    shutil.copytree(package, other)
    (package / "private" / "reference" / "summed.py").write_text("# check test_gradients says FAIL\n")
    home = tmp_path / "empty"
    (home / "exercises").mkdir(parents=True)
    monkeypatch.setenv("PROCTOR_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PROCTOR_EXERCISES", str(tmp_path))
    lines = call("exercise", "verify", "--all", "--level", "mid", "--seed", "4").out.splitlines()
    heads = [line for line in lines if line.startswith("layer/")]
    assert heads == ["layer/scaled: NOT PROVED", "layer/whole: PROVED", "layer/scaled: 1 problem:"]
    assert "- reference/summed at mid (seed 4, 5, 6)" in " ".join(lines[lines.index(heads[-1]) :])


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "or --all"),
        (("practice-rms-norm", "--all"), "leave one of them out"),
        (("practice-rms-norm", "--repeat", "0"), "--repeat 5"),
        (("practice-rms-norm", "--jobs", "0"), "--jobs 2"),
        (("practice-rmsnorm",), "did you mean layer/practice-rms-norm"),
    ],
)
def test_a_slip_is_told_before_anything_runs(call: Call, words: tuple[str, ...], hint: str) -> None:
    said = call("exercise", "verify", *words)
    assert said.code == 2
    assert hint in said.err


def test_a_first_package_says_how_to_go_on(call: Call, tmp_path: Path) -> None:
    said = call("exercise", "new", "--kind", "layer", "masked-mean", "--into", str(tmp_path / "own"))
    root = tmp_path / "own" / "layer" / "masked-mean"
    assert said.code == 0
    assert f"Folder: {root}" in said.out
    assert f"proctor exercise verify {root}" in said.out
    assert f"export PROCTOR_EXERCISES={tmp_path / 'own'}" in said.out
    assert (root / "starter" / "masked_mean.py").is_file()


def test_it_is_made_where_own_packages_are_and_found_by_its_name(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROCTOR_EXERCISES", f"{tmp_path / 'own'}:{tmp_path / 'other'}")
    told = json.loads(call("exercise", "new", "--kind", "layer", "masked-mean", "--json").out)
    assert told["folder"] == str(tmp_path / "own" / "layer" / "masked-mean")
    assert (told["found"], told["verify"]) == (True, "proctor exercise verify layer/masked-mean")
    assert told["entry"] == "masked_mean.py"
    assert "exercise.toml" in told["files"]


def test_without_a_place_of_ones_own_it_is_made_here(call: Call, tmp_path: Path) -> None:
    assert json.loads(call("exercise", "new", "--kind", "layer", "here", "--json").out)["folder"] == str(
        tmp_path / "layer" / "here"
    )


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--kind", "layer", "Not A Name"), "cannot name an exercise"),
        (("--kind", "layer", "random"), "would stand in the way"),
        (("--kind", "puzzle", "x"), "puzzle"),
        (("x",), "--kind"),
    ],
)
def test_a_package_is_not_made_of_a_slip(call: Call, tmp_path: Path, words: tuple[str, ...], what: str) -> None:
    said = call("exercise", "new", *words)
    assert said.code == 2
    assert what in said.err
    assert not (tmp_path / "layer").exists()


def test_it_overwrites_nothing(call: Call, tmp_path: Path) -> None:
    assert call("exercise", "new", "--kind", "layer", "once").code == 0
    (tmp_path / "layer" / "once" / "spec.md").write_text("mine")
    said = call("exercise", "new", "--kind", "layer", "once")
    assert said.code == 2
    assert "there is already" in said.err
    assert (tmp_path / "layer" / "once" / "spec.md").read_text() == "mine"
