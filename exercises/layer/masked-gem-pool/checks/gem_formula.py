"""The specification in plain Python numbers, and a comparison that names well-known mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from proctor.checks.author import Candidate, expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "MaskedGeMPool"


@dataclass(frozen=True)
class Rule:
    """What decides a result besides x and the mask; everything after eps makes well-known mistakes."""

    p: tuple[float, ...]
    eps: float = 1e-6
    floored: bool = True
    absolute: bool = False
    rooted: bool = True
    counts: str = "valid"
    padded: float | None = None

    def entry(self, value: float) -> float:
        """How one input counts."""
        value = abs(value) if self.absolute else value
        return max(value, self.eps) if self.floored else value

    def pool(self, column: list[float], mask: list[bool], p: float) -> float:
        """One channel of one sample, relative to its largest entry: so no power leaves the range of a float."""
        entries = [self.entry(value) for value, padding in zip(column, mask, strict=True) if not padding]
        if not entries:
            return 0.0
        if self.padded is not None:
            entries += [self.padded] * (len(mask) - len(entries))
        top = max(entries) or 1.0
        number = {"valid": len(entries), "all": len(mask), "none": 1}[self.counts]
        share = sum((entry / top) ** p for entry in entries) / number
        return float(top * share ** (1 / p)) if self.rooted else float(top**p * share)


def formula(x: Tensor, rule: Rule, padding: Tensor | None = None) -> Tensor:
    """The specification, sample by sample and channel by channel."""
    masks = torch.zeros(x.shape[:2], dtype=torch.bool) if padding is None else padding
    rows = [
        [rule.pool(list(column), mask, p) for column, p in zip(zip(*sample, strict=True), rule.p, strict=True)]
        for sample, mask in zip(x.tolist(), masks.tolist(), strict=True)
    ]
    return torch.tensor(rows, dtype=torch.float64)


def mistakes(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Well-known wrong readings, each with the sentence that names it."""
    mean = (1.0,) * len(rule.p)
    yield "the p-th root is missing: ** (1 / p) comes last.", replace(rule, rooted=False)
    yield "the sum is not divided by the number of valid positions.", replace(rule, counts="none")
    yield "this is the mean of x itself: neither p nor eps has an effect.", replace(rule, p=mean, floored=False)
    yield "this is the plain mean: p has no effect.", replace(rule, p=mean)
    yield "the exponent is 3, the default of p_init, whatever p says.", replace(rule, p=(3.0,) * len(rule.p))
    yield "the exponent of channel 0 is used for all channels.", replace(rule, p=rule.p[:1] * len(rule.p))
    yield "eps = 1e-6 is used, whatever the argument eps says.", replace(rule, eps=1e-6)
    yield "negative inputs count by their size; they are below eps, so they count as eps.", replace(rule, absolute=True)


def misread_masks(rule: Rule, padding: Tensor) -> Iterator[tuple[str, Rule, Tensor | None]]:
    """Well-known wrong uses of a mask, each with the sentence that names it."""
    yield "the mask has no effect.", rule, None
    yield "the mask is read the wrong way round: True is padding.", rule, ~padding
    every = "the sum over the valid positions is divided by T; divide by the number of valid positions."
    yield every, replace(rule, counts="all"), padding
    yield "padded positions take part as if they held eps.", replace(rule, padded=rule.eps), padding
    yield "padded positions take part as if they held 0.", replace(rule, padded=0.0), padding


def build(candidate: Candidate, rule: Rule, dtype: torch.dtype = torch.float64, **others: bool) -> nn.Module:
    """A layer with p_init = 3 that then gets the exponents of the rule."""
    module = candidate.build(NAME, len(rule.p), eps=rule.eps, dtype=dtype, **others)
    require("p" in module.state_dict(), "state_dict has no entry p, so there is nothing to compare with.")
    expect_shape(module.p, (len(rule.p),), what="p")
    expect_dtype(module.p, dtype, what=f"p of a layer made with dtype={dtype}")
    with torch.no_grad():
        module.p.copy_(torch.tensor(rule.p, dtype=torch.float64))
    return module


def expect_formula(module: nn.Module, x: Tensor, rule: Rule, padding: Tensor | None = None, *, what: str = "") -> None:
    """Compare with the formula; where the answer is a well-known wrong one, say which."""
    what = what or f"Result for x of shape {tuple(x.shape)}, p = {listed(rule.p)}, eps = {rule.eps:g}"
    out = module(x.clone()) if padding is None else module(x.clone(), padding_mask=padding.clone())
    tensor, expected = expect_form(out, x, what=what), formula(x, rule, padding)
    if not looks_like(tensor, expected):
        for name, wrong in mistakes(rule):
            require(not looks_like(tensor, formula(x, wrong, padding)), f"{what}: {name}")
        for name, wrong, mask in misread_masks(rule, padding) if padding is not None else ():
            require(not looks_like(tensor, formula(x, wrong, mask)), f"{what}: {name}")
    # A dozen float64 operations lose a few digits of sixteen, so nine of them are easily kept.
    expect_close(tensor, expected, atol=0, rtol=1e-9, what=what)


def expect_form(actual: object, x: Tensor, *, what: str) -> Tensor:
    """Fail unless the answer is a tensor (B, C) with the dtype and device of x (B, T, C)."""
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, (x.shape[0], x.shape[2]), what=what)
    expect_dtype(tensor, x.dtype, what=what)
    require(tensor.device == x.device, f"{what}: it is on {tensor.device}, but x is on {x.device}.")
    return tensor


def looks_like(actual: Tensor, expected: Tensor) -> bool:
    """Whether the values agree to nine digits."""
    return torch.allclose(actual.detach().double(), expected, rtol=1e-9, atol=1e-15)


def listed(values: tuple[float, ...]) -> str:
    """Numbers as a person writes them."""
    return f"({', '.join(f'{value:g}' for value in values)})"


def require(holds: bool, message: str) -> None:
    """Fail with the message unless the fact holds."""
    if not holds:
        raise AssertionError(message)
