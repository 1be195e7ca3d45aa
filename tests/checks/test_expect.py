"""Comparison helpers: they fail on what is wrong, say where, and fail on nothing else."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from proctor.checks.author import (
    expect_close,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_raises_value_error,
    expect_shape,
    expect_state_keys,
    expect_tensor,
)
from proctor.checks.figures import CompileFigures


def close(actual: object, expected: torch.Tensor, atol: float = 1e-6, rtol: float = 1e-5) -> None:
    expect_close(actual, expected, atol=atol, rtol=rtol, what="Output")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8), st.floats(0, 1), st.floats(0, 0.5))
def test_closeness_agrees_with_its_definition(values: list[float], shift: float, rtol: float) -> None:
    expected = torch.tensor(values, dtype=torch.float64)
    actual = expected + shift
    holds = bool(((actual - expected).abs() <= 0.25 + rtol * expected.abs()).all())
    if holds:
        close(actual, expected, atol=0.25, rtol=rtol)
    else:
        with pytest.raises(AssertionError, match="Worst at"):
            close(actual, expected, atol=0.25, rtol=rtol)


def test_the_worst_place_is_named_with_both_numbers() -> None:
    actual, expected = torch.zeros(2, 3), torch.zeros(2, 3)
    actual[0, 1], actual[1, 2] = 0.5, -2.0
    with pytest.raises(AssertionError, match=r"2 of 6 values are off .*\[1, 2\]: got -2, expected 0"):
        close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (None, "a tensor is promised, but None came back"),
        ((torch.ones(2), torch.ones(2)), "a tuple of 2 items came back"),
        (3.0, "a float came back"),
        (torch.ones(2, 1), r"the shape is \(2, 1\), but \(1, 2\) is promised"),
        (torch.ones(1, 2, dtype=torch.float64), "the dtype is float64, but float32 is promised"),
        (torch.ones(1, 2, device="meta"), "on meta"),
        (torch.ones(1, 2).to_sparse(), "sparse"),
    ],
)
def test_the_form_is_looked_at_before_any_value(actual: object, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        close(actual, torch.ones(1, 2))


def test_non_finite_values_match_only_themselves() -> None:
    infinite = torch.tensor([math.inf, 1.0])
    close(infinite, infinite.clone())
    with pytest.raises(AssertionError, match="infinite or not a number"):
        close(-infinite, infinite)
    nothing = torch.tensor([math.nan, 1.0])
    with pytest.raises(AssertionError, match=r"\[0\]: got nan"):
        close(nothing, torch.ones(2))
    with pytest.raises(AssertionError):
        close(nothing, nothing)


def test_whole_numbers_complex_numbers_scalars_and_nothing_compare_too() -> None:
    close(torch.tensor([1, 2]), torch.tensor([1, 2]))
    close(torch.tensor(True), torch.tensor(True))  # noqa: FBT003 - the value of a tensor
    close(torch.tensor([1 + 1j]), torch.tensor([1 + 1j]))
    close(torch.zeros(0, 3), torch.zeros(0, 3))
    with pytest.raises(AssertionError, match="the only value"):
        close(torch.tensor(1.0), torch.tensor(2.0))


def test_exactness_counts_not_a_number_as_itself() -> None:
    value = torch.tensor([math.nan, 0.0])
    expect_exact(value, value.clone(), what="Copy")
    with pytest.raises(AssertionError, match=r"1 of 2 values is not exactly equal. First at \[1\]"):
        expect_exact(torch.tensor([math.nan, 1e-30]), value, what="Copy")


def test_shape_dtype_and_tensor_helpers_name_their_object() -> None:
    expect_shape(torch.ones(2), (2,), what="Gain")
    expect_dtype(torch.ones(2), torch.float32, what="Gain")
    assert expect_tensor(torch.ones(1), what="Gain").item() == 1
    with pytest.raises(AssertionError, match="Gain: the dtype is float32, but int64"):
        expect_dtype(torch.ones(2), torch.int64, what="Gain")


def refuse(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "nothing was raised"),
        (ValueError(""), "carries no message"),
        (RuntimeError("no"), "RuntimeError was raised: no"),
        (AssertionError("no"), "AssertionError was raised: no"),
    ],
)
def test_a_value_error_with_words_is_promised(error: Exception | None, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        expect_raises_value_error(lambda: refuse(error) if error else None, what="Size 0")
    expect_raises_value_error(lambda: refuse(ValueError("size must be positive")), what="Size 0")


class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(_ctx: torch.autograd.function.FunctionCtx, x: torch.Tensor) -> torch.Tensor:
        return x * 2

    @staticmethod
    def backward(_ctx: torch.autograd.function.FunctionCtx, grad: torch.Tensor) -> torch.Tensor:
        return grad * 3


@pytest.mark.parametrize("fast", [False, True])
def test_a_wrong_derivative_fails_without_matrices_in_the_message(fast: bool) -> None:
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    expect_gradcheck(torch.sin, (x,), fast=fast)
    expect_gradcheck(torch.sin, (x,), second_order=True, fast=fast)
    with pytest.raises(AssertionError, match="Gradient of x: the derivative is not the one") as caught:
        expect_gradcheck(Wrong.apply, (x,), what="Gradient of x", fast=fast)
    assert "tensor(" not in str(caught.value)


def test_state_keys_and_shapes_are_exact() -> None:
    layer = nn.Linear(2, 3)
    expect_state_keys(layer, ["weight", "bias"])
    expect_state_keys(layer, {"weight": (3, 2), "bias": (3,)})
    with pytest.raises(AssertionError, match="missing: gain; not promised: weight"):
        expect_state_keys(layer, ["gain", "bias"])
    with pytest.raises(AssertionError, match="state_dict entry weight: the shape"):
        expect_state_keys(layer, {"weight": (2, 3), "bias": (3,)})


def test_compiling_says_why_not() -> None:
    expect_compiles(CompileFigures(compiled=True, same=True, note=""), what="Layer")
    with pytest.raises(AssertionError, match="graph break"):
        expect_compiles(CompileFigures(compiled=False, same=False, note="graph break"), what="Layer")
    with pytest.raises(AssertionError, match="other values"):
        expect_compiles(CompileFigures(compiled=True, same=False, note=""), what="Layer")
