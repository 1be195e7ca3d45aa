"""Commands that take `--framework`."""

import json
from pathlib import Path

from tests.cli.conftest import Call
from tests.host.conftest import ROOT

ADAPTER = ROOT / "tests" / "frameworks" / "toy_adapter.py"


def test_an_exercise_says_its_frameworks_and_what_each_is_not_asked_for(call: Call) -> None:
    told = json.loads(call("show", "masked-gem-pool", "--framework", "jax", "--json").out)
    assert (told["frameworks"], told["framework"]) == (["pytorch", "jax"], "jax")
    assert any(line.startswith("JAX, meta: ") for line in told["not_asked"])
    assert call("start", "masked-gem-pool", "--framework", "tensorflow", "--no-tui").code == 2


def test_a_first_package_in_another_framework_is_proved(call: Call, tmp_path: Path) -> None:
    words = ("--kind", "layer", "--framework", "toy", "--adapter", str(ADAPTER), "--into", str(tmp_path))
    assert call("exercise", "new", "scale-up", *words).code == 0
    root = str(tmp_path / "layer" / "scale-up")
    said = call("exercise", "verify", root, "--framework", "toy", "--level", "mid", "--json")
    (proof,) = json.loads(said.out)["exercises"]
    assert (said.code, proof["proved"], proof["references"], proof["problems"]) == (0, True, 1, [])
