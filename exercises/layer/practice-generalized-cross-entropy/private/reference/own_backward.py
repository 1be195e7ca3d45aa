"""Generalized cross entropy with its derivative written out: p_t^q * (p - one-hot), itself differentiable."""

from typing import Any

import torch
from torch import Tensor, nn


class _Losses(torch.autograd.Function):
    """Losses (P,) of logits (P, K) for true classes (P,); the backward is made of differentiable operations."""

    @staticmethod
    def forward(ctx: Any, logits: Tensor, true: Tensor, q: float) -> Tensor:
        ctx.save_for_backward(logits, true)
        ctx.q = q
        own = logits.log_softmax(-1).gather(-1, true.unsqueeze(-1)).squeeze(-1)
        return torch.expm1(own * q).neg() / q

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None]:
        logits, true = ctx.saved_tensors
        log_p = logits.log_softmax(-1)
        place = true.unsqueeze(-1)
        weight = (ctx.q * log_p.gather(-1, place)).exp() * upstream.unsqueeze(-1)
        return (weight * log_p.exp()).scatter_add(-1, place, -weight), None, None


class GeneralizedCrossEntropy(nn.Module):
    """Noise-robust classification loss between cross entropy (q near 0) and 1 - p_t (q = 1).

    Args:
        q: Exponent, 0 < q <= 1.
        ignore_index: Target value of places that do not count.
        reduction: One of "none", "sum", "mean"; the mean is per scored place.

    Shapes: logits (N, K, d1, ...), target (N, d1, ...).
    """

    def __init__(self, q: float = 0.7, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__()
        if not 0.0 < q <= 1.0:
            raise ValueError(f"q = {q} is not in (0, 1]")
        if reduction not in ["none", "sum", "mean"]:
            raise ValueError(f"reduction = {reduction!r} is not none, sum or mean")
        self.q = q
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Losses of logits (N, K, d1, ...) for target (N, d1, ...), reduced."""
        if logits.ndim < 2 or target.shape != logits[:, 0].shape:
            raise ValueError(f"logits {list(logits.shape)} and target {list(target.shape)} do not fit")
        if target.dtype is not torch.int64:
            raise ValueError(f"target has dtype {target.dtype}, not int64")
        keep = target != self.ignore_index
        rows = torch.where(keep.unsqueeze(1), logits, torch.zeros_like(logits[:, :1])).movedim(1, -1)
        if torch.finfo(rows.dtype).bits < 32:
            rows = rows.float()
        losses = _Losses.apply(rows, target * keep, self.q) * keep
        if self.reduction == "sum":
            losses = losses.sum()
        elif self.reduction == "mean":
            losses = losses.sum() / torch.clamp(keep.sum(), min=1)
        return losses.to(logits.dtype)

    def extra_repr(self) -> str:
        """The arguments."""
        return f"q={self.q}, ignore_index={self.ignore_index}, reduction='{self.reduction}'"
