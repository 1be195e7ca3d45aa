"""What the hidden checks compare with: the same formula as a dense, differentiable float64 computation."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional

from proctor.checks.author import Candidate, expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "SlidingWindowAttention"
PROJECTIONS = ("q_proj", "k_proj", "v_proj", "out_proj")


@dataclass(frozen=True)
class Setting:
    """Arguments of one layer, and the answer that it owes."""

    embed_dim: int = 8
    heads: int = 2
    window: int = 2
    causal: bool = False

    def build(self, candidate: Candidate, dtype: torch.dtype = torch.float64, dropout: float = 0.0) -> nn.Module:
        """A layer of the candidate's with a rel_bias that differs everywhere."""
        module = candidate.build(
            NAME, self.embed_dim, self.heads, self.window, causal=self.causal, dropout=dropout, dtype=dtype
        )
        state = module.state_dict()
        missing = [name for name in self.entries() if name not in state]
        if missing:
            raise AssertionError(f"state_dict lacks {', '.join(missing)}, so there is nothing to compare with.")
        for name, sizes in self.entries().items():
            expect_shape(state[name], sizes, what=name)
        with torch.no_grad():
            module.rel_bias.copy_(torch.randn(module.rel_bias.shape))
        return module

    def entries(self) -> dict[str, tuple[int, ...]]:
        """The nine entries of state_dict, with their shapes."""
        shapes: dict[str, tuple[int, ...]] = {"rel_bias": (self.heads, 2 * self.window + 1)}
        for name in PROJECTIONS:
            shapes |= {f"{name}.weight": (self.embed_dim, self.embed_dim), f"{name}.bias": (self.embed_dim,)}
        return shapes

    def input(self, batch: int, length: int) -> Tensor:
        """A float64 input, (batch, length, embed_dim)."""
        return torch.randn(batch, length, self.embed_dim, dtype=torch.float64)

    def allowed(self, length: int) -> Tensor:
        """Which key each query may use, (length, length), without padding."""
        distance = torch.arange(length) - torch.arange(length).unsqueeze(1)
        return (distance.abs() <= self.window) & ((distance <= 0) | (not self.causal))

    def expected(self, state: Mapping[str, Tensor], x: Tensor, padding: Tensor | None = None) -> Tensor:
        """The specified result in float64, differentiable in `state` and `x`."""
        return self.computed(state, x, padding, torch.float64)

    def computed(self, state: Mapping[str, Tensor], x: Tensor, padding: Tensor | None, dtype: torch.dtype) -> Tensor:
        """The formula with everything in `dtype` except for the softmax, which is float32 or wider."""
        state = {name: value.to(dtype) for name, value in state.items()}
        hidden = torch.zeros(x.shape[:2], dtype=torch.bool) if padding is None else padding
        x = x.to(dtype).masked_fill(hidden.unsqueeze(-1), 0.0)
        query, key, value = (self._heads(linear(x, state, name)) for name in PROJECTIONS[:3])
        length = x.shape[1]
        place = torch.arange(length) - torch.arange(length).unsqueeze(1) + self.window
        bias = state["rel_bias"][:, place.clamp(0, 2 * self.window)]
        wide = torch.promote_types(dtype, torch.float32)
        scores = (query / math.sqrt(self.embed_dim // self.heads) @ key.transpose(-1, -2)).to(wide) + bias.to(wide)
        usable = self.allowed(length) & ~hidden[:, None, None, :]
        # A padded query may have no key at all; its row is cleared below and any finite softmax will do.
        scores = scores.masked_fill(~(usable | hidden[:, None, :, None]), -math.inf)
        mixed = (scores.softmax(-1).to(dtype) @ value).transpose(1, 2).flatten(2)
        return linear(mixed, state, "out_proj").masked_fill(hidden.unsqueeze(-1), 0.0)

    def _heads(self, projected: Tensor) -> Tensor:
        return projected.unflatten(-1, (self.heads, -1)).transpose(1, 2)


def linear(x: Tensor, state: Mapping[str, Tensor], name: str) -> Tensor:
    """One of the four projections."""
    return functional.linear(x, state[f"{name}.weight"], state[f"{name}.bias"])


def parameters_of(module: nn.Module) -> dict[str, Tensor]:
    """Fresh leaves with the values of the module's parameters."""
    return {name: value.detach().clone().requires_grad_() for name, value in module.named_parameters()}


def run(module: nn.Module, parameters: dict[str, Tensor], x: Tensor, padding: Tensor | None = None) -> Tensor:
    """Call the module with these parameters; fails unless autograd knows that the result depends on them."""
    arguments = (x,) if padding is None else (x, padding)
    result = form(functional_call(module, parameters, arguments), x)
    if not result.requires_grad:
        raise AssertionError("No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    return result


def answer(module: nn.Module, x: Tensor, padding: Tensor | None = None) -> Tensor:
    """The result of one call."""
    return form(module(x) if padding is None else module(x, padding), x)


def form(out: object, x: Tensor) -> Tensor:
    """The result, once it has the shape, dtype and device of x."""
    what = f"Result for x of shape {tuple(x.shape)}"
    result = expect_tensor(out, what=what)
    expect_shape(result, tuple(x.shape), what=what)
    expect_dtype(result, x.dtype, what=what)
    if result.device != x.device:
        raise AssertionError(f"{what}: it is on {result.device}, but x is on {x.device}.")
    return result


def expect_result(module: nn.Module, setting: Setting, x: Tensor, padding: Tensor | None = None) -> None:
    """Compare one float64 call with the formula: nine digits, as float64 promises; zeros to what rounding leaves."""
    masked = "" if padding is None else f" with {int(padding.sum())} padded positions"
    what = f"Result for T={x.shape[1]}, window={setting.window}, causal={setting.causal}{masked}"
    expected = setting.expected(module.state_dict(), x, padding).detach()
    out = module(x.clone()) if padding is None else module(x.clone(), padding.clone())
    expect_close(out, expected, atol=1e-11, rtol=1e-9, what=what)


def gradients(out: Tensor, leaves: Mapping[str, Tensor], upstream: Tensor, *, again: bool = False) -> dict[str, Tensor]:
    """The gradient that `upstream` causes in each leaf; fails where autograd is cut off.

    With `again` the gradients can be differentiated once more.
    """
    found = torch.autograd.grad(out, list(leaves.values()), upstream, allow_unused=True, create_graph=again)
    missing = [name for name, gradient in zip(leaves, found, strict=True) if gradient is None]
    if missing:
        raise AssertionError(f"No gradient reaches {', '.join(missing)}.")
    return {name: expect_tensor(gradient, what=name) for name, gradient in zip(leaves, found, strict=True)}


def outcome(module: nn.Module, x: Tensor, padding: Tensor | None, upstream: Tensor) -> dict[str, Tensor]:
    """The result and the gradients of one call; x keeps its strides."""
    leaf = x.detach().requires_grad_()
    parameters = parameters_of(module)
    out = run(module, parameters, leaf, padding)
    found = gradients(out, {"x": leaf, **parameters}, upstream)
    return {"Result": out.detach(), **{f"Gradient of {name}": gradient for name, gradient in found.items()}}


def identity_projections(module: nn.Module, *names: str) -> None:
    """Make these projections hand on what they get."""
    with torch.no_grad():
        for name in names:
            projection = module.get_submodule(name)
            projection.weight.copy_(torch.eye(projection.weight.shape[0]))
            projection.bias.zero_()
