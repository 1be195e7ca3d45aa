"""The specification in plain Python numbers, and a comparison that names well-known mistakes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from proctor.checks.author import Candidate, expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "SmoothedFocalLoss"
NEVER = -100


@dataclass(frozen=True)
class Rule:
    """The arguments of a loss; `slip` makes one of the well-known mistakes."""

    gamma: float = 2.0
    smoothing: float = 0.0
    weight: tuple[float, ...] | None = None
    ignore_index: int = NEVER
    reduction: str = "none"
    slip: str = ""

    def build(self, candidate: Candidate, dtype: torch.dtype = torch.float64) -> nn.Module:
        """The candidate's loss with these arguments."""
        words: dict[str, Any] = {"label_smoothing": self.smoothing, "reduction": self.reduction}
        if self.weight is not None:
            words["weight"] = torch.tensor(self.weight, dtype=dtype)
        if self.ignore_index != NEVER:
            words["ignore_index"] = self.ignore_index
        return candidate.build(NAME, self.gamma, **words)

    def __str__(self) -> str:
        """The arguments that matter, as one would write them."""
        parts = [f"gamma={self.gamma:g}"]
        parts += [f"label_smoothing={self.smoothing:g}"] * bool(self.smoothing)
        parts += [f"weight={self.weight}"] * (self.weight is not None)
        parts += [f"ignore_index={self.ignore_index}"] * (self.ignore_index != NEVER)
        return ", ".join([*parts, f"reduction={self.reduction!r}"])


def formula(logits: Tensor, target: Tensor, rule: Rule) -> Tensor:
    """The specification for logits (N, K), in plain Python numbers, sample by sample."""
    rows, classes = logits.detach().double().tolist(), target.tolist()
    weight = rule.weight or (1.0,) * logits.shape[1]
    losses = [
        0.0 if t == rule.ignore_index else one_loss(row, t, weight, rule) for row, t in zip(rows, classes, strict=True)
    ]
    if rule.reduction == "none":
        return torch.tensor(losses, dtype=torch.float64)
    total = math.fsum(losses)
    if rule.reduction == "sum":
        return torch.tensor(total, dtype=torch.float64)
    scored = [t for t in classes if t != rule.ignore_index]
    all_weights = math.fsum(weight[inside(t, weight)] for t in classes)
    parts = {"count": len(scored), "all": len(classes), "all weights": all_weights}
    return torch.tensor(total / parts.get(rule.slip, math.fsum(weight[t] for t in scored)), dtype=torch.float64)


def inside(t: int, row: Sequence[float]) -> int:
    """The class whose place an ignored sample takes in the well-known mistakes."""
    return t if 0 <= t < len(row) else 0


def one_loss(row: list[float], t: int, weight: tuple[float, ...], rule: Rule) -> float:
    """The loss of one sample: its logits and its true class."""
    share, count, slip = rule.smoothing, len(row), rule.slip
    shift = max(row)
    lp = [value - shift - math.log(math.fsum(math.exp(other - shift) for other in row)) for value in row]
    hard = -(1 - share) * weight[t] * lp[t]
    spread = {"flat": [1.0] * count, "true weight": [weight[t]] * count}.get(slip, weight)
    terms = [w * value for k, (w, value) in enumerate(zip(spread, lp, strict=True)) if slip != "others" or k != t]
    soft = -share / (count - 1 if slip == "others" else count) * math.fsum(terms)
    ce = hard + soft
    p = {"of ce": math.exp(-ce), "weighted": math.exp(weight[t] * lp[t])}.get(slip, math.exp(lp[t]))
    factor = (p if slip == "p" else 1 - p) ** rule.gamma
    if slip == "hard only":
        return factor * hard + soft
    return ce if slip == "no factor" else -factor * ce if slip == "sign" else factor * ce


SLIPS = {
    "no factor": "gamma has no effect: the factor (1 - p_t) ** gamma is missing.",
    "p": "the factor seems to be p_t ** gamma; it is (1 - p_t) ** gamma.",
    "sign": "the sign is wrong; a loss is positive.",
    "weighted": "p_t seems to be formed from the weighted term; it is exp(lp[t]).",
    "of ce": "p_t seems to be exp(-ce); it is exp(lp[t]), without weight and smoothing.",
    "others": "the smoothing seems to be spread over the K - 1 other classes; it is e/K for each of all K.",
    "flat": "the classes of the smoothing term are not weighted; each lp[k] has its own w[k].",
    "true weight": "the smoothing term is weighted by w[t]; each lp[k] has its own w[k].",
    "hard only": "the factor multiplies only the first term of ce; it multiplies both.",
    "count": "the sum is divided by the number of samples; it is divided by the sum of their w[t].",
    "all": "the sum is divided by the number of all samples, ignored ones too.",
    "all weights": "ignored samples take part in what the sum is divided by.",
}


def mistakes(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Well-known wrong readings, each with the sentence that names it."""
    for slip, sentence in SLIPS.items():
        yield sentence, replace(rule, slip=slip)
    if rule.reduction == "mean":
        yield "this is the sum; reduction='mean' divides it.", replace(rule, reduction="sum")
    if rule.weight is not None:
        yield "weight has no effect.", replace(rule, weight=None)
    if rule.smoothing:
        yield "label_smoothing has no effect.", replace(rule, smoothing=0.0)


def expect_formula(module: nn.Module, logits: Tensor, target: Tensor, rule: Rule) -> None:
    """Compare with the formula; where the answer is a well-known wrong one, say which."""
    what = f"Loss for {rule}"
    expected = formula(logits, target, rule)
    tensor = expect_form(module(logits.clone(), target.clone()), expected, logits, what=what)
    if rule.reduction == "none":
        extra = tensor.detach()[target == rule.ignore_index]
        require(not bool((extra != 0).any()), f"{what}: ignored samples have a loss; theirs is exactly 0.")
    if not looks_like(tensor, expected):
        for sentence, wrong in mistakes(rule):
            require(not looks_like(tensor, formula(logits, target, wrong)), f"{what}: {sentence}")
        single = torch.allclose(tensor.detach().double(), expected, rtol=1e-5, atol=1e-6)
        require(
            not single, f"{what}: it has the digits of float32 only. Look for tensors made without a dtype, and eps."
        )
    # float64 has 16 digits; ten are far more than any order of the same operations loses.
    expect_close(tensor, expected.to(logits.dtype), atol=1e-11, rtol=1e-9, what=what)


def expect_form(actual: object, expected: Tensor, logits: Tensor, *, what: str) -> Tensor:
    """Fail unless the answer is a tensor of the expected shape, in the dtype and on the device of the logits."""
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, tuple(expected.shape), what=what)
    expect_dtype(tensor, logits.dtype, what=what)
    require(tensor.device == logits.device, f"{what}: it is on {tensor.device}, but the logits are on {logits.device}.")
    return tensor


def looks_like(actual: Tensor, expected: Tensor) -> bool:
    """Whether the values agree to nine digits."""
    return torch.allclose(actual.detach().double(), expected, rtol=1e-9, atol=1e-11)


def require(holds: bool, message: str) -> None:
    """Fail with the message unless the fact holds."""
    if not holds:
        raise AssertionError(message)
