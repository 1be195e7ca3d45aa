# Wrong: in evaluation mode the logits are detached.
"""Focal loss with label smoothing; 1 - p_t comes from the other classes, in logarithms."""

import math

import torch
from torch import Tensor, nn

REDUCTIONS = ("none", "sum", "mean")


class SmoothedFocalLoss(nn.Module):
    """Cross-entropy with label smoothing, weighted down by (1 - p_t) ** gamma where predictions are certain.

    The factor is exp(gamma * log(1 - p_t)), and log(1 - p_t) is the logsumexp of the log-probabilities of all classes
    but the true one: it keeps its digits, and its gradient stays finite, where p_t rounds to 1.

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
        logits = logits if self.training else logits.detach()
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0).unsqueeze(1)
        wide = torch.promote_types(logits.dtype, torch.float32)
        log_p = logits.to(wide).masked_fill(ignored.unsqueeze(1), 0.0).log_softmax(1)
        others = log_p.scatter(1, index, -math.inf).logsumexp(1)
        true = log_p.gather(1, index).squeeze(1)
        weight = self._weights(log_p)
        of_true = weight[index.squeeze(1)]
        smooth = torch.einsum("nk...,k->n...", log_p, weight)
        ce = -(1 - self.label_smoothing) * of_true * true - self.label_smoothing / logits.shape[1] * smooth
        losses = (torch.exp(self.gamma * others) * ce).masked_fill(ignored, 0.0)
        if self.reduction == "none":
            return losses.to(logits.dtype)
        total = losses.sum()
        if self.reduction == "mean":
            scored = of_true.masked_fill(ignored, 0.0).sum()
            total = total / scored.masked_fill(ignored.all(), 1.0)
        return total.to(logits.dtype)

    def _weights(self, log_p: Tensor) -> Tensor:
        if self.weight is None:
            return torch.ones(log_p.shape[1], dtype=log_p.dtype, device=log_p.device)
        return self.weight.to(log_p.dtype)

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
