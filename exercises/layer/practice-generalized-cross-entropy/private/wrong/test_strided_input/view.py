# Wrong: logits are flattened with view, which refuses some strides.
"""Generalized cross entropy, with one mistake; see the comment on top."""

import torch
from torch import Tensor, nn


class GeneralizedCrossEntropy(nn.Module):
    """Classification loss that forgives wrong labels.

    Args:
        q: Exponent in (0, 1]; near 0 this is cross entropy.
        ignore_index: Target of places that are not scored.
        reduction: "none", "sum" or "mean" over the scored places.

    Shapes: logits (N, K, ...), target (N, ...).
    """

    def __init__(self, q: float = 0.7, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__()
        if not 0 < q <= 1:
            raise ValueError(f"q must be above 0 and at most 1, got {q}")
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(f"reduction must be none, sum or mean, got {reduction!r}")
        self.q = q
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the loss of logits (N, K, ...) for target (N, ...)."""
        if logits.dim() < 2 or target.shape != logits.shape[:1] + logits.shape[2:]:
            raise ValueError(f"target {tuple(target.shape)} does not fit logits {tuple(logits.shape)}")
        if target.dtype != torch.int64:
            raise ValueError(f"target must be int64, got {target.dtype}")
        ignored = target == self.ignore_index
        wide = logits.to(torch.promote_types(logits.dtype, torch.float32))
        wide = wide.masked_fill(ignored.unsqueeze(1), 0.0)
        rows = torch.log_softmax(wide.movedim(1, -1).contiguous().view(-1, wide.shape[1]), 1)
        log_p = rows.gather(1, target.view(-1, 1).masked_fill(ignored.reshape(-1, 1), 0)).squeeze(1).view(target.shape)
        loss = -torch.expm1(self.q * log_p) / self.q
        loss = loss.masked_fill(ignored, 0.0)
        if self.reduction == "sum":
            loss = loss.sum()
        elif self.reduction == "mean":
            loss = loss.sum() / (~ignored).sum().clamp(min=1)
        return loss.to(logits.dtype)

    def extra_repr(self) -> str:
        """Show the arguments."""
        return f"q={self.q}, ignore_index={self.ignore_index}, reduction={self.reduction!r}"
