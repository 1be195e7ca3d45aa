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


@pytest.mark.parametrize("solution", solutions("practice-generalized-cross-entropy"))
def test_the_examples_of_the_practice_loss_are_true(solution: Path) -> None:
    section = example("practice-generalized-cross-entropy")
    usual, extreme = (numbers(found) for found in re.findall(r"z = \(([^)]*)\)", section))
    (q, small_q) = (float(found) for found in re.findall(rf"q = ({NUMBER})", section))
    softmax, target = (
        numbers(first(r"that is `\(([^)]*)\)`", section)),
        numbers(first(r"target = \(([^)]*)\)", section)),
    )
    assert torch.tensor(usual).softmax(0).tolist() == pytest.approx(softmax, abs=5e-5)
    loss = load(solution).GeneralizedCrossEntropy
    logits, classes = torch.tensor([usual] * 3, dtype=torch.float64), torch.tensor(target).long()
    for reduction in ("none", "sum", "mean"):
        promised = numbers(first(rf"(?m)^{reduction} +=(.*)$", section))
        found = loss(q, reduction=reduction)(logits, classes).reshape(-1).tolist()
        assert found == pytest.approx(promised, abs=5e-5)
    found = loss(small_q)(torch.tensor([extreme]), torch.tensor([0])).item()
    assert found == pytest.approx(numbers(first(r"(?m)^loss +=(.*)$", section))[0], abs=5e-4)


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


@pytest.mark.parametrize("solution", solutions("masked-gem-pool"))
def test_the_examples_of_the_pooling_are_true(solution: Path) -> None:
    section = example("masked-gem-pool")
    x = numbers(first(r"`x = \(([^)]*)\)`, no padding", section))
    rows = re.findall(rf"^p = (\d+) .*->  ({NUMBER})$", section, re.MULTILINE)
    assert [p for p, _ in rows] == ["1", "2", "3", "60"]
    for p, y in rows:
        assert pooled(solution, x, p_init=float(p)) == pytest.approx(float(y), abs=5e-5)
    padded = float(first(rf"which is `({NUMBER})`", section))
    assert pooled(solution, x, torch.tensor([[False, False, True]]), p_init=2.0) == pytest.approx(padded, abs=5e-5)
    assert pooled(solution, x, torch.ones(1, 3, dtype=torch.bool), p_init=2.0) == 0
    floored = numbers(first(r"`eps = 0.5` and `x = \(([^)]*)\)`", section))
    leaf = torch.tensor(floored, dtype=torch.float64).reshape(1, -1, 1).requires_grad_()
    out = load(solution).MaskedGeMPool(1, p_init=1.0, eps=0.5, dtype=torch.float64)(leaf)
    assert out.item() == pytest.approx(float(first(rf"the result is `({NUMBER})`", section)), abs=5e-5)
    (gradient,) = torch.autograd.grad(out.sum(), leaf)
    wanted = numbers(first(r"gradient of `x` is `\(([^)]*)\)`", section))
    assert gradient.flatten().tolist() == pytest.approx(wanted, abs=5e-5)


def pooled(solution: Path, x: list[float], mask: Tensor | None = None, *, p_init: float) -> float:
    """One sequence of one channel through the pooling layer."""
    module = load(solution).MaskedGeMPool(1, p_init=p_init, dtype=torch.float64)
    with torch.no_grad():
        return float(module(torch.tensor(x, dtype=torch.float64).reshape(1, -1, 1), mask).item())


@pytest.mark.parametrize("solution", solutions("smoothed-focal-loss"))
def test_the_example_of_the_focal_loss_is_true(solution: Path) -> None:
    section = example("smoothed-focal-loss")
    smoothing = float(first(rf"label_smoothing = ({NUMBER})", section))
    weight = torch.tensor(numbers(first(r"weight = \(([^)]*)\)", section)))
    rows = [numbers(row) for row in re.findall(r"^(?:0|2|-100)  .*$", section, re.MULTILINE)]
    target = torch.tensor([int(row[0]) for row in rows])
    logits = torch.tensor([[math.log(2), 0.0, 0.0]]).expand(3, 3)
    assert target.tolist() == [0, 2, -100]
    for reduction, words in (
        ("none", r"gives `\(([^)]*)\)`"),
        ("sum", r'"sum"` gives `([^`]*)'),
        ("mean", r"gives `([^`]*)`\.$"),
    ):
        module = load(solution).SmoothedFocalLoss(2.0, label_smoothing=smoothing, weight=weight, reduction=reduction)
        promised = numbers(re.findall(words, section, re.MULTILINE)[0 if reduction != "mean" else -1])
        assert module(logits, target).reshape(-1).tolist() == pytest.approx(promised, abs=5e-5)
    assert [row[-1] for row in rows] == numbers(first(r'"none"` gives `\(([^)]*)\)`', section))
    for row in rows[:2]:
        assert row[-1] == pytest.approx(row[2] * row[3], abs=1e-4)


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
