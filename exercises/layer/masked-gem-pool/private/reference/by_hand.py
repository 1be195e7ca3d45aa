"""Generalised-mean pooling with a backward pass written by hand, from ordinary operations, so it has its own."""

import math

import torch
from torch import Tensor, nn
from torch.autograd import Function
from torch.autograd.function import FunctionCtx


def weights_of(values: Tensor, p: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:
    """For floored values: the power mean's logarithm (B, C), and each position's share of the sum of powers."""
    number = valid.sum(dim=1).clamp(min=1).to(values.dtype)
    powers = values.log().mul(p)
    powers = torch.where(valid, powers, powers.new_full((), -math.inf))
    top = powers.amax(dim=1, keepdim=True)
    top = torch.where(torch.isinf(top), torch.zeros_like(top), top)
    shares = (powers - top).exp()
    total = shares.sum(dim=1, keepdim=True)
    total = torch.where(total > 0, total, torch.ones_like(total))
    log_mean = (top + total.log()).squeeze(1) - number.log()
    return log_mean, shares / total


class PowerMean(Function):
    """(mean over valid t of v ** p) ** (1 / p), for v (B, T, C) above the floor, p (C,), valid (B, T, 1)."""

    @staticmethod
    def forward(values: Tensor, p: Tensor, valid: Tensor) -> Tensor:
        """Pool; a sample without valid positions gives 0."""
        log_mean, _ = weights_of(values, p, valid)
        return torch.where(valid.any(dim=1), (log_mean / p).exp(), log_mean.new_zeros(()))

    @staticmethod
    def setup_context(ctx: FunctionCtx, inputs: tuple[Tensor, ...], output: Tensor) -> None:  # noqa: ARG004
        """Keep the inputs only: the rest is computed again, so that backward can be differentiated."""
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, Tensor, None]:
        """Share of each position over its value; for p the mean logarithm less that of the result."""
        values, p, valid = ctx.saved_tensors
        log_mean, shares = weights_of(values, p, valid)
        any_valid = valid.any(dim=1)
        mean = torch.where(any_valid, (log_mean / p).exp(), log_mean.new_zeros(()))
        flow = upstream * mean
        along_values = flow.unsqueeze(1) * shares / values
        mean_log = (shares * values.log()).sum(dim=1)
        along_p = flow * (mean_log - torch.where(any_valid, log_mean, log_mean.new_zeros(())) / p) / p
        return along_values, along_p.sum(dim=0), None


class MaskedGeMPool(nn.Module):
    """Masked generalised-mean pooling, with derivatives by hand: dy/dx = y * share / x.

    Args:
        num_channels: number of channels, C
        p_init: first value of all exponents
        eps: smallest value that an input counts as
        learnable: False makes p a buffer

    Input x is (B, T, C), padding_mask is (B, T) and True at padding, and the result is (B, C).
    """

    def __init__(  # noqa: PLR0913 - the arguments are the specification's
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if num_channels < 1 or not p_init > 0 or not eps > 0:
            raise ValueError("num_channels, p_init and eps must be positive")
        self.eps = eps
        self.num_channels = num_channels
        start = torch.ones(num_channels, device=device, dtype=dtype) * p_init
        if learnable:
            self.register_parameter("p", nn.Parameter(start))
        else:
            self.register_buffer("p", start)

    def forward(self, x: Tensor, padding_mask: Tensor | None = None) -> Tensor:
        """Pool x (B, T, C), with an optional mask (B, T), to (B, C)."""
        if x.dim() != 3 or x.shape[-1] != self.num_channels:
            raise ValueError(f"x is {tuple(x.shape)}, which is not (B, T, {self.num_channels})")
        if padding_mask is None:
            padding_mask = torch.zeros(x.shape[:2], dtype=torch.bool, device=x.device)
        elif padding_mask.dtype != torch.bool or padding_mask.shape != x.shape[:2]:
            raise ValueError("the mask must be bool and of shape (B, T)")
        wide = torch.promote_types(x.dtype, torch.float32)
        valid = ~padding_mask.unsqueeze(-1)
        floored = torch.where(valid, x, torch.ones_like(x)).to(wide).clamp(min=self.eps)
        return PowerMean.apply(floored, self.p.to(wide), valid).to(x.dtype)

    def extra_repr(self) -> str:
        """Show channels and floor."""
        return f"{self.num_channels}, eps={self.eps:g}"
