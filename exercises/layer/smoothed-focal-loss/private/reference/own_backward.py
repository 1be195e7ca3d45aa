"""Focal loss with label smoothing; its gradient is written by hand."""

from typing import Any

import torch
from torch import Tensor, nn

REDUCTIONS = ("none", "sum", "mean")


class FocalTerms(torch.autograd.Function):
    """Losses of rows from logits, with the gradient written out.

    With p the softmax, r the softmax over the classes but the true one (r[t] = 0), and q = 1 - p[t]:
    d log q / d x[k] = r[k] - p[k],  d log p[t] / d x[k] = [k = t] - p[k],  so for a loss q ** gamma * ce

        d loss / d x[k] = q ** gamma * (gamma * ce * (r[k] - p[k]) + d ce / d x[k])

    The backward pass consists of differentiable operations on the saved logits, so it can be differentiated again.
    """

    @staticmethod
    def forward(  # noqa: PLR0913, PLR0917 - autograd takes tensors and numbers one by one
        ctx: Any, x: Tensor, index: Tensor, weight: Tensor, gamma: float, smoothing: float
    ) -> Tensor:
        """Losses for logits x (N, K, ...), true classes (N, 1, ...) and weights (K,)."""
        ctx.save_for_backward(x, index, weight)
        ctx.gamma, ctx.smoothing = gamma, smoothing
        factor, ce = parts(x.log_softmax(1), index, weight, gamma, smoothing)
        return factor * ce

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor | None, ...]:
        """The gradient of the logits; weights, classes and numbers have none."""
        x, index, weight = ctx.saved_tensors
        gamma, smoothing = ctx.gamma, ctx.smoothing
        log_p = x.log_softmax(1)
        factor, ce = parts(log_p, index, weight, gamma, smoothing)
        p = log_p.exp()
        among_others = log_p.scatter(1, index, -torch.inf).softmax(1)
        column = weight.reshape(-1, *[1] * (x.dim() - 2))
        spread = smoothing / x.shape[1] * column
        hard = (1 - smoothing) * weight[index]
        slope = (hard + smoothing / x.shape[1] * weight.sum()) * p - spread
        slope = slope - torch.zeros_like(p).scatter(1, index, hard)
        slope = slope + gamma * ce.unsqueeze(1) * (among_others - p)
        return (upstream * factor).unsqueeze(1) * slope, None, None, None, None


def parts(log_p: Tensor, index: Tensor, weight: Tensor, gamma: float, smoothing: float) -> tuple[Tensor, Tensor]:
    """The focal factor and the smoothed, weighted cross-entropy, each (N, ...)."""
    factor = torch.exp(gamma * log_p.scatter(1, index, -torch.inf).logsumexp(1))
    hard = (weight[index] * log_p.gather(1, index)).squeeze(1)
    soft = torch.tensordot(log_p, weight, dims=([1], [0]))
    return factor, -(1 - smoothing) * hard - smoothing / log_p.shape[1] * soft


class SmoothedFocalLoss(nn.Module):
    """Cross-entropy with label smoothing, weighted down by (1 - p_t) ** gamma where predictions are certain.

    Value and gradient come from `FocalTerms`, which keeps nothing but the logits between the two passes.

    Args:
        gamma: Exponent of the factor, at least 0; 0 gives cross-entropy.
        label_smoothing: Share of the target in [0, 1) that is spread over all K classes.
        weight: One weight per class, (K,), kept as a buffer.
        ignore_index: Target value that takes no part.
        reduction: "none", "sum", or "mean" over the weights of what is scored.

    Shapes: logits (N, K) or (N, K, d1, ...), target (N,) or (N, d1, ...) of int64; the result has the shape of the
    target with "none" and no dimension otherwise.
    """

    weight: Tensor | None

    def __init__(
        self,
        gamma: float = 2.0,
        *,
        label_smoothing: float = 0.0,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        if gamma < 0:
            raise ValueError(f"gamma must not be negative, got {gamma}")
        if not 0 <= label_smoothing < 1:
            raise ValueError(f"label_smoothing must be in [0, 1), got {label_smoothing}")
        if reduction not in REDUCTIONS:
            raise ValueError(f"reduction must be one of {REDUCTIONS}, got {reduction!r}")
        self.gamma, self.label_smoothing = gamma, label_smoothing
        self.ignore_index, self.reduction = ignore_index, reduction
        self.register_buffer("weight", weight)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Map logits (N, K, ...) and targets (N, ...) to the loss, in the dtype of the logits."""
        self._refuse(logits, target)
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0).unsqueeze(1)
        wide = torch.promote_types(logits.dtype, torch.float32)
        x = logits.to(wide).masked_fill(ignored.unsqueeze(1), 0.0)
        weight = x.new_ones(x.shape[1]) if self.weight is None else self.weight.to(wide)
        losses = FocalTerms.apply(x, index, weight, self.gamma, self.label_smoothing).masked_fill(ignored, 0.0)
        if self.reduction == "none":
            return losses.to(logits.dtype)
        total = losses.sum()
        if self.reduction == "mean":
            scored = weight[index.squeeze(1)].masked_fill(ignored, 0.0).sum()
            total = total / torch.where(ignored.all(), torch.ones_like(scored), scored)
        return total.to(logits.dtype)

    def _refuse(self, logits: Tensor, target: Tensor) -> None:
        if logits.dim() < 2:
            raise ValueError(f"logits must be (N, K, ...), got {tuple(logits.shape)}")
        if target.dtype != torch.int64:
            raise ValueError(f"target must be int64, got {target.dtype}")
        expected = (logits.shape[0], *logits.shape[2:])
        if target.shape != expected:
            raise ValueError(f"target must be {expected} for these logits, got {tuple(target.shape)}")
        if self.weight is not None and self.weight.shape != (logits.shape[1],):
            raise ValueError(f"weight must have {logits.shape[1]} entries, got {tuple(self.weight.shape)}")

    def extra_repr(self) -> str:
        """Show the arguments."""
        return (
            f"gamma={self.gamma}, label_smoothing={self.label_smoothing}, weighted={self.weight is not None}, "
            f"ignore_index={self.ignore_index}, reduction={self.reduction!r}"
        )
