"""Generalized cross entropy as a function of torch's own cross entropy: p_t^q is exp(-q * ce)."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class GeneralizedCrossEntropy(nn.Module):
    """Cross entropy bent by q: with ce = -log p_t the loss is (1 - exp(-q * ce)) / q.

    `q` in (0, 1] says how much a confident mistake may count; `ignore_index` marks targets that do not count;
    `reduction` is "none", "sum" or "mean" (per scored place). Takes logits (N, K, ...) and int64 targets (N, ...).
    """

    def __init__(self, q: float = 0.7, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__()
        if math.isnan(q) or q <= 0 or q > 1:
            raise ValueError(f"need 0 < q <= 1, got {q}")
        if reduction not in {"none", "sum", "mean"}:
            raise ValueError(f"unknown reduction {reduction!r}: use none, sum or mean")
        self.q, self.ignore_index, self.reduction = float(q), ignore_index, reduction

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Score logits (N, K, ...) against target (N, ...)."""
        places = (logits.shape[0], *logits.shape[2:]) if logits.ndim > 1 else None
        if places != tuple(target.shape):
            raise ValueError(f"need logits (N, K, ...) and target (N, ...); got {logits.shape} and {target.shape}")
        if target.dtype != torch.long:
            raise ValueError(f"need an int64 target, got {target.dtype}")
        scored = target != self.ignore_index
        wide = logits.float() if logits.dtype in (torch.half, torch.bfloat16) else logits
        clean = torch.where(scored.unsqueeze(1), wide, wide.new_zeros(()))
        surprise = functional.cross_entropy(clean, target, ignore_index=self.ignore_index, reduction="none")
        loss = torch.expm1(-self.q * surprise) / -self.q
        if self.reduction != "none":
            loss = loss.sum()
        if self.reduction == "mean":
            loss = loss / scored.count_nonzero().clamp_min(1)
        return loss.to(logits.dtype)

    def extra_repr(self) -> str:
        """Name the arguments."""
        return f"q={self.q}, ignore_index={self.ignore_index}, reduction={self.reduction}"
