"""The specification in plain Python numbers, and a comparison that names well-known mistakes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from proctor.checks.author import expect_close, expect_dtype, expect_shape, expect_tensor

PROJECTIONS = ("q_proj", "k_proj", "v_proj", "out_proj")


@dataclass(frozen=True)
class Rule:
    """What decides a result besides parameters and input; the last four fields make well-known mistakes."""

    embed_dim: int
    heads: int
    window: int
    causal: bool = False
    reach: int | None = None
    stretch: float = 1.0
    flipped: bool = False
    unbiased: bool = False

    def usable(self, query: int, padding: list[bool]) -> list[int]:
        """The keys that a query may use."""
        reach = self.window if self.reach is None else self.reach
        near = range(max(0, query - reach), min(len(padding), query + reach + 1))
        return [key for key in near if not padding[key] and (key <= query or not self.causal)]

    def bias(self, row: list[float], distance: int) -> float:
        """The entry of one head's rel_bias for the distance key - query."""
        place = self.window + (-distance if self.flipped else distance)
        return 0.0 if self.unbiased or not 0 <= place < len(row) else row[place]


def formula(state: dict[str, Tensor], x: Tensor, rule: Rule, padding: Tensor | None = None) -> Tensor:
    """The specification in plain Python numbers, query by query and head by head."""
    masks = torch.zeros(x.shape[:2], dtype=torch.bool) if padding is None else padding
    return torch.stack(
        [
            torch.tensor(attend(state, sequence, rule, mask), dtype=torch.float64)
            for sequence, mask in zip(x.tolist(), masks.tolist(), strict=True)
        ]
    )


def attend(state: dict[str, Tensor], x: list[list[float]], rule: Rule, padding: list[bool]) -> list[list[float]]:
    """One sequence, (T, embed_dim) in and out, as lists."""
    query, key, value = (linear(x, state, name) for name in PROJECTIONS[:3])
    bias = state["rel_bias"].tolist() if "rel_bias" in state else [[0.0] * (2 * rule.window + 1)] * rule.heads
    width = rule.embed_dim // rule.heads
    mixed = []
    for i in range(len(x)):
        row: list[float] = []
        for head in range(rule.heads):
            own = slice(head * width, (head + 1) * width)
            keys = rule.usable(i, padding)
            scores = [
                dot(query[i][own], key[j][own]) * rule.stretch / math.sqrt(width) + rule.bias(bias[head], j - i)
                for j in keys
            ]
            weights = softmax(scores)
            row += [dot(weights, [value[j][feature] for j in keys]) for feature in range(own.start, own.stop)]
        mixed.append(row)
    rows = linear(mixed, state, "out_proj")
    return [[0.0] * len(row) if padded else row for row, padded in zip(rows, padding, strict=True)]


def linear(rows: list[list[float]], state: dict[str, Tensor], name: str) -> list[list[float]]:
    """Apply one of the four projections."""
    weight, bias = state[f"{name}.weight"].tolist(), state[f"{name}.bias"].tolist()
    return [[dot(row, factors) + shift for factors, shift in zip(weight, bias, strict=True)] for row in rows]


def softmax(scores: list[float]) -> list[float]:
    """Positive shares that add up to one; none for no scores."""
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def dot(left: list[float], right: list[float]) -> float:
    """The sum of the products."""
    return math.fsum(a * b for a, b in zip(left, right, strict=True))


def mistakes(rule: Rule, length: int) -> Iterator[tuple[str, Rule]]:
    """Well-known wrong readings, each with the sentence that names it."""
    alone = "there is one head over all features; head h owns features h*d .. (h+1)*d - 1."
    yield alone, replace(rule, heads=1)
    yield f"every query uses every key, and {alone}", replace(rule, heads=1, reach=length)
    yield "every query uses every key; the window has no effect.", replace(rule, reach=length)
    yield "the window is one step too wide.", replace(rule, reach=rule.window + 1)
    if rule.window:
        yield "the window is one step too narrow.", replace(rule, reach=rule.window - 1)
    width = rule.embed_dim // rule.heads
    yield "the scores are not divided by sqrt(d), d = embed_dim / num_heads.", replace(rule, stretch=math.sqrt(width))
    whole = "the scores seem to be divided by sqrt(embed_dim); d is the width of one head."
    yield whole, replace(rule, stretch=1 / math.sqrt(rule.heads))
    yield "rel_bias is read the wrong way round: the place is j - i + window.", replace(rule, flipped=True)
    yield "rel_bias has no effect.", replace(rule, unbiased=True)
    yield "keys after the query are used although causal=True.", replace(rule, causal=False)


def expect_formula(module: nn.Module, x: Tensor, rule: Rule, padding: Tensor | None = None) -> None:
    """Compare with the formula; where the answer is a well-known wrong one, say which."""
    what = f"Result for T={x.shape[1]}, window={rule.window}, num_heads={rule.heads}"
    state = dict(module.state_dict())
    for name, sizes in projections(rule.embed_dim).items():
        require(name in state, f"{what}: {name} is missing, so there is nothing to compare with.")
        expect_shape(state[name], sizes, what=name)
    if "rel_bias" in state:
        expect_shape(state["rel_bias"], (rule.heads, 2 * rule.window + 1), what="rel_bias")
    expected = formula(state, x, rule, padding)
    out = module(x.clone()) if padding is None else module(x.clone(), padding.clone())
    tensor = expect_form(out, x, what=what)
    if not looks_like(tensor, expected):
        for name, wrong in mistakes(rule, x.shape[1]):
            require(not looks_like(tensor, formula(state, x, wrong, padding)), f"{what}: {name}")
        if padding is not None:
            require(not looks_like(tensor, formula(state, x, rule)), f"{what}: the mask has no effect.")
            inverted = formula(state, x, rule, ~padding)
            require(not looks_like(tensor, inverted), f"{what}: the mask is read the wrong way round; True is padding.")
    if padding is not None:
        require(not bool(tensor[padding].any()), f"{what}: rows at padded positions are not exactly 0.")
    expect_close(tensor, expected, atol=1e-11, rtol=1e-9, what=what)


def projections(width: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the eight entries that the four projections bring."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name in PROJECTIONS:
        shapes |= {f"{name}.weight": (width, width), f"{name}.bias": (width,)}
    return shapes


def expect_form(actual: object, x: Tensor, *, what: str) -> Tensor:
    """Fail unless the answer is a tensor with the shape, dtype and device of x."""
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, tuple(x.shape), what=what)
    expect_dtype(tensor, x.dtype, what=what)
    require(tensor.device == x.device, f"{what}: it is on {tensor.device}, but x is on {x.device}.")
    return tensor


def looks_like(actual: Tensor, expected: Tensor) -> bool:
    """Whether the values agree to nine digits."""
    return torch.allclose(actual.detach().double(), expected, rtol=1e-9, atol=1e-11)


def require(holds: bool, message: str) -> None:
    """Fail with the message unless the fact holds."""
    if not holds:
        raise AssertionError(message)
