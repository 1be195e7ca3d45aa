"""The specification in plain Python numbers, and a comparison that names well-known mistakes."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from proctor.checks.author import expect_close, expect_dtype, expect_shape, expect_tensor

EPS = 1e-6
ROUNDED = "Is anything cast to float32 on the way, or a small constant added?"


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
    for unbiased in (True, False):
        variance = x.var(-1, correction=int(unbiased), keepdim=True)
        yield (
            "this is x over the root of its variance; RMSNorm does not subtract the mean.",
            x / (variance + EPS).sqrt(),
        )
    above = x / (x.square().sum(-1, keepdim=True) / max(1, x.shape[-1] - 1) + EPS).sqrt()
    yield "the sum of the squares is divided by D - 1; the mean divides by D.", above
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
                raise AssertionError(f"{what}: {name} {worst(tensor, expected)}")
        if looks_like(tensor, expected, rtol=1e-5):
            raise AssertionError(f"{what}: only the first digits are right. {worst(tensor, expected)} {ROUNDED}")
    with looking("Work one vector by hand and print its mean_sq."):
        expect_close(tensor, expected, atol=1e-12, rtol=1e-9, what=what)


def expect_form(actual: object, x: Tensor, *, what: str) -> Tensor:
    """Fail unless the answer is a tensor with the shape, dtype and device of x."""
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, tuple(x.shape), what=what)
    expect_dtype(tensor, x.dtype, what=what)
    require(tensor.device == x.device, f"{what}: it is on {tensor.device}, but x is on {x.device}.")
    return tensor


def looks_like(actual: Tensor, expected: Tensor, rtol: float = 1e-9) -> bool:
    """Whether the values agree, to nine digits unless fewer are asked for."""
    return torch.allclose(actual.detach().double(), expected, rtol=rtol, atol=1e-12)


def worst(actual: Tensor, expected: Tensor) -> str:
    """Where the two differ most, and by what: a number to work out by hand."""
    difference = (actual.detach().double() - expected).abs().reshape(-1)
    flat = int(difference.argmax())
    place = [int(part) for part in torch.unravel_index(torch.tensor(flat), expected.shape)]
    got, wanted = actual.reshape(-1)[flat].item(), expected.reshape(-1)[flat].item()
    digits = ".12g" if abs(got - wanted) < 1e-4 * abs(wanted) else ".6g"
    return f"At {place}: got {got:{digits}}, expected {wanted:{digits}}."


@contextmanager
def looking(where: str) -> Iterator[None]:
    """Say where to look first when a comparison fails."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{error} {where}".rstrip()) from None


def require(holds: bool, message: str) -> None:
    """Fail with the message unless the fact holds."""
    if not holds:
        raise AssertionError(message)
