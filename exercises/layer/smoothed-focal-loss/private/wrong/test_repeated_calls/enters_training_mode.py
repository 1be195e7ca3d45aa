# Wrong: every call switches the module to training, as losses are for training.
"""Focal loss with label smoothing, with one mistake; see the comment on top."""

import math

import torch
from torch import Tensor, nn


class SmoothedFocalLoss(nn.Module):
    """Cross-entropy with label smoothing, weighted down by (1 - p_t) ** gamma where predictions are certain.

    Args:
        gamma: Exponent of the factor, at least 0; 0 gives cross-entropy.
        label_smoothing: Share of the target in [0, 1) that is spread over all K classes.
        weight: One weight per class, (K,), kept as a buffer.
        ignore_index: Target value that takes no part.
        reduction: "none", "sum", or "mean" over the weights of what is scored.

    Shapes: logits (N, K) or (N, K, d1, ...), target (N,) or (N, d1, ...) of int64.
    """

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
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(f"reduction must be none, sum or mean, got {reduction!r}")
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.register_buffer("weight", weight)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Map logits (N, K, ...) and targets (N, ...) to the loss, in the dtype of the logits."""
        self._refuse(logits, target)
        self.train()
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0).unsqueeze(1)
        wide = torch.promote_types(logits.dtype, torch.float32)
        x = logits.to(wide).masked_fill(ignored.unsqueeze(1), 0.0)
        log_p = x.log_softmax(1)
        others = log_p.scatter(1, index, -math.inf).logsumexp(1)
        true = log_p.gather(1, index).squeeze(1)
        weight = x.new_ones(x.shape[1]) if self.weight is None else self.weight.to(wide)
        of_true = weight[index].squeeze(1)
        smooth = torch.tensordot(log_p, weight, dims=([1], [0]))
        ce = -(1 - self.label_smoothing) * of_true * true - self.label_smoothing / x.shape[1] * smooth
        factor = torch.exp(self.gamma * others)
        losses = (factor * ce).masked_fill(ignored, 0.0)
        if self.reduction == "none":
            return losses.to(logits.dtype)
        total = losses.sum()
        if self.reduction == "mean":
            scored = of_true.masked_fill(ignored, 0.0).sum()
            total = total / scored.masked_fill(ignored.all(), 1.0)
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
        return f"gamma={self.gamma}, label_smoothing={self.label_smoothing}, reduction={self.reduction!r}"
