"""What the hidden checks compare with: the formula in float64, differentiable, with 1 - p_t from the other classes."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from proctor.checks.author import Candidate, expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "SmoothedFocalLoss"
NEVER = -100
WEIGHT = (0.5, 2.0, 1.0, 3.0, 0.25)


@dataclass(frozen=True)
class Setting:
    """Arguments of one loss, and the answer that it owes."""

    gamma: float = 2.0
    smoothing: float = 0.0
    weight: tuple[float, ...] | None = None
    reduction: str = "none"
    ignore_index: int = NEVER

    def words(self, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
        """The keyword arguments of the constructor."""
        words: dict[str, Any] = {"label_smoothing": self.smoothing, "reduction": self.reduction}
        if self.weight is not None:
            words["weight"] = torch.tensor(self.weight, dtype=dtype)
        return words if self.ignore_index == NEVER else {**words, "ignore_index": self.ignore_index}

    def build(self, candidate: Candidate, dtype: torch.dtype = torch.float64) -> nn.Module:
        """The candidate's loss with these arguments; `dtype` is that of the weight."""
        return candidate.build(NAME, self.gamma, **self.words(dtype))

    def reduced(self, reduction: str) -> "Setting":
        """The same loss with another reduction."""
        return replace(self, reduction=reduction)

    def __str__(self) -> str:
        """The arguments in short."""
        weighted = "" if self.weight is None else ", weights"
        return f"gamma={self.gamma:g}, smoothing={self.smoothing:g}{weighted}, {self.reduction!r}"

    def expected(self, logits: Tensor, target: Tensor) -> Tensor:
        """The specified result in float64, differentiable in the logits, for any number of extra dimensions."""
        scored = target != self.ignore_index
        rows, classes = logits.double().movedim(1, -1)[scored], target[scored]
        weight = torch.tensor(self.weight or [1.0] * logits.shape[1], dtype=torch.float64)
        lp = rows.log_softmax(-1)
        true = functional.one_hot(classes, logits.shape[1]).bool()
        others = lp.masked_fill(true, float("-inf")).logsumexp(-1)
        hard = weight[classes] * lp[true]
        ce = -(1 - self.smoothing) * hard - self.smoothing / logits.shape[1] * (lp * weight).sum(-1)
        losses = torch.exp(self.gamma * others) * ce
        if self.reduction == "none":
            return torch.zeros(target.shape, dtype=torch.float64).index_put((scored,), losses)
        total = losses.sum()
        return total if self.reduction == "sum" or not len(classes) else total / weight[classes].sum()


def one_minus_p(logits: Tensor, target: Tensor) -> Tensor:
    """1 - p_t of samples (N, K) in float64, with all its digits."""
    shares = logits.double().softmax(1)
    return shares.scatter(1, target.unsqueeze(1), 0.0).sum(1)


def draw(shape: tuple[int, ...], *, scale: float = 2.0, ignored: float = 0.0) -> tuple[Tensor, Tensor]:
    """float64 logits of this shape and a target, a share of which is ignored (but never the first)."""
    target = torch.randint(shape[1], (shape[0], *shape[2:]))
    hidden = torch.rand(target.shape) < ignored
    hidden.view(-1)[:1] = False
    return torch.randn(shape, dtype=torch.float64) * scale, target.masked_fill(hidden, NEVER)


def answer(
    module: nn.Module, logits: Tensor, target: Tensor, *, shape: tuple[int, ...] | None = None, what: str = "Loss"
) -> Tensor:
    """The result of one call, once it is a tensor in the dtype and on the device of the logits, and of this shape."""
    out = expect_tensor(module(logits, target), what=what)
    expect_dtype(out, logits.dtype, what=what)
    if out.device != logits.device:
        raise AssertionError(f"{what}: it is on {out.device}, but the logits are on {logits.device}.")
    if shape is not None:
        expect_shape(out, shape, what=what)
    return out


def kept_weight(module: nn.Module) -> Tensor:
    """The entry of state_dict, once there is one."""
    if "weight" not in module.state_dict():
        raise AssertionError("state_dict lacks weight, so there is nothing to look at.")
    weight: Tensor = module.state_dict()["weight"]
    return weight


def expect_result(candidate: Candidate, setting: Setting, logits: Tensor, target: Tensor, *, note: str = "") -> None:
    """Compare one float64 call with the formula."""
    what = f"Loss for logits {tuple(logits.shape)}, {setting}{note}"
    out = answer(setting.build(candidate), logits.clone(), target.clone(), what=what)
    # float64 has 16 digits; ten are far more than any order of the same operations loses.
    expect_close(out, setting.expected(logits, target), atol=1e-11, rtol=1e-9, what=what)


def pulled_back(out: Tensor, logits: Tensor, upstream: Tensor, *, what: str) -> Tensor:
    """The gradient of the logits; fails where autograd is cut off."""
    if not out.requires_grad:
        raise AssertionError(f"{what}: no gradient flows at all.")
    (gradient,) = torch.autograd.grad(out, logits, upstream, allow_unused=True)
    if gradient is None:
        raise AssertionError(f"{what}: no gradient reaches the logits.")
    return expect_tensor(gradient, what=what)


def outcome(module: nn.Module, logits: Tensor, target: Tensor, upstream: Tensor) -> tuple[Tensor, Tensor]:
    """The result of one call and the gradient that `upstream` causes in its logits."""
    leaf = logits.detach().clone().requires_grad_()
    out = answer(module, leaf, target.clone(), shape=tuple(upstream.shape))
    return out.detach(), pulled_back(out, leaf, upstream, what="Gradient")


def owed(setting: Setting, logits: Tensor, target: Tensor, upstream: Tensor) -> tuple[Tensor, Tensor]:
    """The result and the gradient that the formula gives."""
    leaf = logits.detach().double().clone().requires_grad_()
    out = setting.expected(leaf, target)
    (gradient,) = torch.autograd.grad(out, leaf, upstream)
    return out.detach(), gradient
