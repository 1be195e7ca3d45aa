"""The loss in float64 by torch, written from the specification another way than the visible formula."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from proctor.checks.author import Candidate, expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "GeneralizedCrossEntropy"
IGNORED = -100
DOUBLE = torch.float64


def losses(logits: Tensor, target: Tensor, q: float, ignore_index: int = IGNORED) -> Tensor:
    """Every loss in float64, differentiable, 0 where nothing is scored."""
    scored = target != ignore_index
    rows = logits.to(DOUBLE).movedim(1, -1)[scored]
    own = rows.gather(-1, target[scored].unsqueeze(-1))
    surprise = (rows - own).logsumexp(-1)
    return torch.zeros(target.shape, dtype=DOUBLE).masked_scatter(scored, -torch.expm1(-q * surprise) / q)


def reduced(logits: Tensor, target: Tensor, q: float, reduction: str, ignore_index: int = IGNORED) -> Tensor:
    """The result for a reduction, in float64."""
    every = losses(logits, target, q, ignore_index)
    if reduction == "none":
        return every
    return every.sum() / (max(1, int((target != ignore_index).sum())) if reduction == "mean" else 1)


def answer(module: nn.Module, logits: Tensor, target: Tensor, promised: tuple[int, ...], *, what: str) -> Tensor:
    """The result of a call, once it has the promised shape and the dtype and device of logits."""
    result = expect_tensor(module(logits, target), what=what)
    expect_shape(result, promised, what=what)
    expect_dtype(result, logits.dtype, what=what)
    if result.device.type != logits.device.type:
        raise AssertionError(f"{what}: it is on {result.device}, but logits are on {logits.device}.")
    return result


def pair(module: nn.Module, logits: Tensor, target: Tensor, promised: tuple[int, ...], *, what: str) -> list[Tensor]:
    """The result of a call and the gradient of its sum with respect to logits."""
    leaf = logits.detach().clone().requires_grad_()
    result = answer(module, leaf, target, promised, what=what)
    if not result.requires_grad:
        raise AssertionError(f"{what}: it does not require a gradient although logits do.")
    (gradient,) = torch.autograd.grad(result.sum(), leaf, allow_unused=True)
    return [result.detach(), expect_tensor(gradient, what=f"{what}: the gradient of logits")]


def expect_reduced(  # noqa: PLR0913 - the arguments of the loss, and words
    candidate: Candidate, logits: Tensor, target: Tensor, *, q: float, reduction: str, what: str, look: str
) -> None:
    """Build the loss, call it, and compare value and gradient with this file's."""
    leaf = logits.detach().clone().requires_grad_()
    expected = reduced(leaf, target, q, reduction)
    (slope,) = torch.autograd.grad(expected.sum(), leaf)
    words = f'{what}, reduction="{reduction}"'
    value, gradient = pair(
        candidate.build(NAME, q, reduction=reduction), logits, target, tuple(expected.shape), what=words
    )
    with looking(look):
        expect_close(value, expected.detach(), atol=1e-12, rtol=1e-9, what=f"Result for {words}")
        expect_close(gradient, slope, atol=1e-12, rtol=1e-9, what=f"Gradient for {words}")


@contextmanager
def looking(where: str) -> Iterator[None]:
    """Say where to look first when a comparison fails."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{error} {where}".rstrip()) from None
