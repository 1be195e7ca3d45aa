"""What the hidden checks compare with: the formula in the logarithmic domain, in float64, differentiable twice."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.func import functional_call

from proctor.checks.author import Candidate, expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "MaskedGeMPool"


@dataclass(frozen=True)
class Case:
    """Exponents and floor of one layer, and the answer that it owes."""

    p: tuple[float, ...] = (3.0, 1.0, 0.6)
    eps: float = 1e-6

    def build(self, candidate: Candidate, dtype: torch.dtype = torch.float64, *, learnable: bool = True) -> nn.Module:
        """A layer of the candidate's that is made with another exponent and then gets these."""
        module = candidate.build(NAME, len(self.p), p_init=2.0, eps=self.eps, learnable=learnable, dtype=dtype)
        if "p" not in module.state_dict():
            raise AssertionError("state_dict has no entry p, so there is nothing to compare with.")
        expect_shape(module.p, (len(self.p),), what="p")
        with torch.no_grad():
            module.p.copy_(torch.tensor(self.p, dtype=torch.float64))
        return module

    def exponents(self) -> Tensor:
        """A fresh leaf with the exponents."""
        return torch.tensor(self.p, dtype=torch.float64, requires_grad=True)

    def input(self, batch: int, length: int) -> Tensor:
        """A float64 input with entries on both sides of eps."""
        return torch.randn(batch, length, len(self.p), dtype=torch.float64) * 2 + 1

    def expected(self, x: Tensor, padding: Tensor | None = None, p: Tensor | None = None) -> Tensor:
        """The specified result in float64, differentiable in x and p."""
        p = torch.tensor(self.p, dtype=torch.float64) if p is None else p.double()
        hidden = torch.zeros(x.shape[:2], dtype=torch.bool) if padding is None else padding
        empty = hidden.all(1, keepdim=True)
        # A sample of padding only is computed as if all of it counted, and cleared at the end.
        usable = (~hidden | empty).unsqueeze(-1)
        values = x.double().masked_fill(~usable, 1.0).clamp_min(self.eps)
        powers = (p * values.log()).masked_fill(~usable, -math.inf)
        mean = powers.logsumexp(1) - usable.sum(1).double().log()
        return (mean / p).exp().masked_fill(empty, 0.0)


def answer(module: nn.Module, x: Tensor, padding: Tensor | None = None) -> Tensor:
    """The result of one call, once it has the shape, dtype and device it owes."""
    return form(module(x) if padding is None else module(x, padding), x)


def run(module: nn.Module, p: Tensor, x: Tensor, padding: Tensor | None = None) -> Tensor:
    """Call the module with this p; fails unless autograd knows that the result depends on something."""
    arguments = (x,) if padding is None else (x, padding)
    result = form(functional_call(module, {"p": p}, arguments), x)
    if not result.requires_grad:
        raise AssertionError("No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    return result


def form(out: object, x: Tensor) -> Tensor:
    """The result, once it is (B, C) with the dtype and device of x."""
    what = f"Result for x of shape {tuple(x.shape)}"
    result = expect_tensor(out, what=what)
    expect_shape(result, (x.shape[0], x.shape[2]), what=what)
    expect_dtype(result, x.dtype, what=what)
    if result.device != x.device:
        raise AssertionError(f"{what}: it is on {result.device}, but x is on {x.device}.")
    return result


def expect_result(module: nn.Module, case: Case, x: Tensor, padding: Tensor | None = None, *, what: str = "") -> None:
    """Compare one float64 call with the formula."""
    masked = "" if padding is None else f" with {int(padding.sum())} padded positions"
    what = what or f"Result for x of shape {tuple(x.shape)}{masked}, eps = {case.eps:g}"
    out = answer(module, x.clone(), None if padding is None else padding.clone())
    # Both sides are float64: a dozen roundings of 1e-16, so 1e-9 is far away from noise.
    expect_close(out, case.expected(x, padding), atol=0, rtol=1e-9, what=what)


def gradients(
    out: Tensor, leaves: dict[str, Tensor], upstream: Tensor, *, cut_off_is_zero: bool = False
) -> dict[str, Tensor]:
    """The gradient that `upstream` causes in each leaf; fails where autograd is cut off, unless it may be."""
    if not out.requires_grad:
        raise AssertionError("The result does not require a gradient although x does.")
    found = torch.autograd.grad(out, list(leaves.values()), upstream, allow_unused=True)
    if cut_off_is_zero:
        found = tuple(
            torch.zeros_like(leaf) if one is None else one for leaf, one in zip(leaves.values(), found, strict=True)
        )
    missing = [name for name, gradient in zip(leaves, found, strict=True) if gradient is None]
    if missing:
        raise AssertionError(f"No gradient reaches {', '.join(missing)}.")
    return {name: expect_tensor(gradient, what=name) for name, gradient in zip(leaves, found, strict=True)}


def outcome(
    module: nn.Module, case: Case, x: Tensor, padding: Tensor | None = None, upstream: Tensor | None = None
) -> dict[str, Tensor]:
    """The result and both gradients of one call of the candidate's."""
    leaf, p = x.detach().requires_grad_(), case.exponents()
    out = run(module, p, leaf, padding)
    upstream = torch.ones_like(out) if upstream is None else upstream
    found = gradients(out, {"x": leaf, "p": p}, upstream)
    return {"Result": out.detach(), **{f"Gradient of {name}": gradient for name, gradient in found.items()}}


def owed(case: Case, x: Tensor, padding: Tensor | None = None, upstream: Tensor | None = None) -> dict[str, Tensor]:
    """The result and both gradients that the formula gives."""
    leaf, p = x.detach().clone().requires_grad_(), case.exponents()
    out = case.expected(leaf, padding, p)
    upstream = torch.ones_like(out) if upstream is None else upstream
    found = gradients(out, {"x": leaf, "p": p}, upstream)
    return {"Result": out.detach(), **{f"Gradient of {name}": gradient for name, gradient in found.items()}}


def expect_same(found: dict[str, Tensor], wanted: dict[str, Tensor], *, what: str) -> None:
    """Compare results and gradients in float64; absolute room is a part of the largest value, for sums that cancel."""
    for name, value in found.items():
        room = 1e-10 * max(1.0, wanted[name].abs().max().item())
        expect_close(value, wanted[name], atol=room, rtol=1e-8, what=f"{name} {what}")
