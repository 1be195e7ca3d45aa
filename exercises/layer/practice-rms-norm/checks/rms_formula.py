"""The specification in plain Python numbers, and a comparison that names well-known mistakes."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from proctor.checks.author import expect_close, expect_dtype, expect_shape, expect_tensor

EPS = 1e-6


def formula(
    x: Tensor, gain: Tensor | None = None, *, centre: bool = False, outside: bool = False, summed: bool = False
) -> Tensor:
    """The specification in plain Python numbers, vector by vector; the flags make well-known mistakes."""
    factors = [1.0] * x.shape[-1] if gain is None else gain.tolist()
    rows = []
    for vector in x.detach().double().reshape(-1, x.shape[-1]).tolist():
        shift = sum(vector) / len(vector) if centre else 0.0
        values = [value - shift for value in vector]
        mean_square = sum(value * value for value in values) / (1 if summed else len(values))
        root = math.sqrt(mean_square) + EPS if outside else math.sqrt(mean_square + EPS)
        rows.append([factor * value / root for factor, value in zip(factors, values, strict=True)])
    return torch.tensor(rows, dtype=torch.float64).reshape(x.shape)


def mistakes(x: Tensor, gain: Tensor | None) -> Iterator[tuple[str, Tensor]]:
    """Well-known wrong answers, each with the sentence that names it."""
    yield "this is LayerNorm's result; RMSNorm does not subtract the mean.", formula(x, gain, centre=True)
    yield "eps seems to be added after the root; it belongs inside.", formula(x, gain, outside=True)
    sums = "this is what the root of the sum gives; the specification asks for the mean of the squares."
    yield sums, formula(x, gain, summed=True)
    whole = math.sqrt(x.square().mean().item() + EPS)
    yield "one root mean square is used for the whole tensor; each vector has its own.", x / whole
    if gain is not None:
        yield "weight has no effect on the result.", formula(x)
        yield "weight seems to be added; the specification multiplies.", formula(x) + gain


def expect_formula(actual: object, x: Tensor, gain: Tensor | None = None, *, what: str) -> None:
    """Compare with the formula; where the answer is a well-known wrong one, say which."""
    tensor = expect_form(actual, x, what=what)
    expected = formula(x, gain)
    if not looks_like(tensor, expected):
        for name, mistaken in mistakes(x, gain):
            if looks_like(tensor, mistaken):
                raise AssertionError(f"{what}: {name}")
    expect_close(tensor, expected, atol=1e-12, rtol=1e-9, what=what)


def expect_form(actual: object, x: Tensor, *, what: str) -> Tensor:
    """Fail unless the answer is a tensor with the shape, dtype and device of x."""
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, tuple(x.shape), what=what)
    expect_dtype(tensor, x.dtype, what=what)
    require(tensor.device == x.device, f"{what}: it is on {tensor.device}, but x is on {x.device}.")
    return tensor


def looks_like(actual: Tensor, expected: Tensor) -> bool:
    """Whether the values agree to nine digits."""
    return torch.allclose(actual.detach().double(), expected, rtol=1e-9, atol=1e-12)


def require(holds: bool, message: str) -> None:
    """Fail with the message unless the fact holds."""
    if not holds:
        raise AssertionError(message)
