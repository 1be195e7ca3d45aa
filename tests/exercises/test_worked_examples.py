"""The numbers in each specification are true."""

import importlib.util
import math
import re
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import Tensor, nn

from tests.exercises.trials import references, shipped

BY_NAME = {exercise.root.name: exercise for exercise in shipped()}
NUMBER = r"-?\d+(?:\.\d+)?"


def load(path: Path) -> ModuleType:
    """The module in a file, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"loaded_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(NUMBER, text)]


def example(package: str) -> str:
    """The section of the specification that works an example out."""
    text = BY_NAME[package].spec("mid")
    return text.split("## A worked example")[1].split("\n## ")[0]


def solutions(package: str) -> list[object]:
    return [pytest.param(path, id=path.stem) for path in references(BY_NAME[package])]


@pytest.mark.parametrize("solution", solutions("practice-rms-norm"))
def test_the_examples_of_rms_norm_are_true(solution: Path) -> None:
    section = example("practice-rms-norm")
    inputs = [numbers(found) for found in re.findall(r"x = \(([^)]*)\)", section)]
    results = [numbers(found) for found in re.findall(r"^y +=(.*)$", section, re.MULTILINE)]
    gains = [numbers(found) for found in re.findall(r"w = \(([^)]*)\)", section)]
    assert len(inputs) == len(results) == 2
    for x, y, gain in zip(inputs, results, [*gains, [1.0] * 4], strict=True):
        module = load(solution).RMSNorm(4, dtype=torch.float64)
        with torch.no_grad():
            module.weight.copy_(torch.tensor(gain))
        assert module(torch.tensor(x, dtype=torch.float64)).tolist() == pytest.approx(y, abs=5e-5)


@pytest.mark.parametrize("solution", solutions("sliding-window-attention"))
def test_the_example_of_the_window_is_true(solution: Path) -> None:
    section = example("sliding-window-attention")
    x = numbers(first(r"x = \(([^)]*)\)", section))
    plain = [float(number) for number in re.findall(rf"= ({NUMBER})$", section, re.MULTILINE)]
    causal = numbers(first(r"`causal=True` the result is `\(([^)]*)\)`", section))
    padded = numbers(first(r"padding, it is `\(([^)]*)\)`", section))
    layer = load(solution).SlidingWindowAttention
    mask = torch.tensor([[False, False, True]])
    assert answer(layer(1, 1, 1), x) == pytest.approx(plain, abs=5e-5)
    assert answer(layer(1, 1, 1, causal=True), x) == pytest.approx(causal, abs=5e-5)
    assert answer(layer(1, 1, 1), x, mask) == pytest.approx(padded, abs=5e-5)


def first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None
    return found[1]


def answer(module: nn.Module, x: list[float], mask: Tensor | None = None) -> list[float]:
    """The layer of the example on one sequence of one feature."""
    with torch.no_grad():
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            module.get_submodule(name).weight.fill_(0.0 if name == "q_proj" else 1.0)
            module.get_submodule(name).bias.zero_()
        module.get_parameter("rel_bias").copy_(torch.tensor([[0.0, 0.0, math.log(2)]]))
        result: Tensor = module(torch.tensor(x).reshape(1, -1, 1), mask)
    return result.flatten().tolist()
