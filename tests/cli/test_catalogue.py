import json
from pathlib import Path

import pytest

from proctor.catalog.library import find
from tests.cli.conftest import Call


def test_the_exercises_are_listed(call: Call) -> None:
    assert "layer/practice-rms-norm" in call("list").out
    told = json.loads(call("list", "--json").out)
    practice = next(row for row in told if row["exercise"] == "layer/practice-rms-norm")
    assert practice["levels"]["mid"] == {"main_min": 15.0, "revision_min": 5.0}
    assert practice["practice"] is True


def test_the_list_fits_a_narrow_terminal_and_shows_what_there_is_to_practise_with(call: Call) -> None:
    lines = call("list").out.splitlines()
    assert [line for line in lines if len(line) > 80] == []
    practice = [line.split()[0] for line in lines if line.endswith(" practice")]
    assert practice == ["layer/practice-generalized-cross-entropy", "layer/practice-rms-norm"]
    assert any("75-90 + 20 min" in line for line in lines)


def test_what_everybody_can_read_is_marked(call: Call) -> None:
    told = {row["exercise"]: row["public"] for row in json.loads(call("list", "--json").out)}
    assert told["layer/sliding-window-attention"] is True
    assert told["layer/practice-rms-norm"] is False
    (line,) = [line for line in call("list").out.splitlines() if "layer/sliding-window-attention" in line]
    assert line.endswith("evaluation (public)")
    assert "For: evaluation (public)" in call("show", "sliding-window-attention").out


def test_a_list_can_be_narrowed(call: Call) -> None:
    assert json.loads(call("list", "--kind", "planning", "--json").out) == []
    assert all("mid" in row["levels"] for row in json.loads(call("list", "--level", "mid", "--json").out))
    assert call("list", "--kind", "puzzle").code == 2


def test_an_exercise_is_described(call: Call) -> None:
    told = json.loads(call("show", "practice-rms-norm", "--json").out)
    assert told["entry"] == "rms_norm.py"
    assert {"id", "promise", "criterion", "levels", "required"} == set(told["checks"][0])
    assert told["hidden_checks"] > 0
    assert told["spec"] is None
    lines = call("show", "practice-rms-norm").out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert f"Hidden checks: {told['hidden_checks']}" in lines


def test_the_specification_comes_on_request(call: Call) -> None:
    said = call("show", "practice-rms-norm", "--spec", "--level", "junior").out
    assert "root" in json.loads(call("show", "practice-rms-norm", "--spec", "--json").out)["spec"]
    assert len(said) > len(call("show", "practice-rms-norm", "--level", "junior").out)


def test_nothing_hidden_is_shown(call: Call) -> None:
    """Neither the name nor the promise of a hidden check."""
    exercise = find("practice-rms-norm")
    said = call("show", "practice-rms-norm", "--spec").out + call("show", "practice-rms-norm", "--json").out
    for check in exercise.checks("senior", "hidden"):
        assert check.id not in said
        assert check.promise[:40] not in " ".join(said.split())


def test_an_unknown_exercise_gets_a_proposal(call: Call) -> None:
    said = call("show", "practice-rms-nrm")
    assert said.code == 2
    assert "did you mean layer/practice-rms-norm" in said.err


def test_a_broken_package_is_told_and_hides_no_other(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "more" / "layer" / "broken"
    broken.mkdir(parents=True)
    (broken / "exercise.toml").write_text("format = 1\n")
    monkeypatch.setenv("PROCTOR_EXERCISES", str(tmp_path / "more"))
    said = call("list")
    assert "layer/practice-rms-norm" in said.out
    assert "broken/exercise.toml" in said.err
    assert call("start", str(broken), "--no-tui").code == 3
