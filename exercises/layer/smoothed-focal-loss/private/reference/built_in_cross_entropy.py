"""Focal loss with label smoothing; torch's cross_entropy gives ce, the probabilities of the other classes 1 - p_t."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class SmoothedFocalLoss(nn.Module):
    """Focal loss: torch's own smoothed, weighted cross-entropy times (1 - p_t) ** gamma.

    Args: gamma (exponent, not negative), label_smoothing (in [0, 1)), weight (class weights (K,) or None),
    ignore_index (target that does not count) and reduction ("none", "sum", "mean").

    Shapes: logits (N, K, d1, ...), target (N, d1, ...) of int64; result like target, or one number.

    1 - p_t is the sum of the probabilities of the other classes, not 1 minus that of the true one: small values keep
    their digits. Where it underflows (gaps above 87 in float32) the power is taken of the smallest normal number.
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
            raise ValueError(f"gamma: expected a number >= 0, found {gamma}")
        if label_smoothing < 0 or label_smoothing >= 1:
            raise ValueError(f"label_smoothing: expected a number in [0, 1), found {label_smoothing}")
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(f"reduction: expected none, sum or mean, found {reduction}")
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.register_buffer("weight", weight)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Compare logits (N, K, ...) with target (N, ...); ignored places may hold anything."""
        self._look_at(logits, target)
        counted = target.ne(self.ignore_index)
        x = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
        x = torch.where(counted.unsqueeze(1), x, torch.zeros((), dtype=x.dtype, device=x.device))
        weight = None if self.weight is None else self.weight.to(x.dtype)
        index = torch.where(counted, target, torch.zeros_like(target)).unsqueeze(1)
        wrong = x.softmax(1).scatter(1, index, 0.0).sum(1)
        factor = wrong.clamp_min(torch.finfo(x.dtype).tiny) ** self.gamma
        ce = functional.cross_entropy(
            x,
            target,
            weight,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            reduction="none",
        )
        loss = factor * ce
        if self.reduction != "none":
            loss = loss.sum()
        if self.reduction == "mean":
            share = counted.to(x.dtype) if weight is None else weight.take(index.squeeze(1)) * counted
            loss = loss / share.sum().clamp_min(torch.finfo(x.dtype).tiny)
        return loss.to(logits.dtype)

    def _look_at(self, logits: Tensor, target: Tensor) -> None:
        if target.dtype != torch.int64:
            raise ValueError(f"target: expected int64, found {target.dtype}")
        if logits.dim() != target.dim() + 1 or logits.dim() < 2:
            raise ValueError(
                f"expected logits with one dimension more than target, found {logits.dim()}, {target.dim()}"
            )
        if logits.shape[0] != target.shape[0] or logits.shape[2:] != target.shape[1:]:
            raise ValueError(f"logits {tuple(logits.shape)} and target {tuple(target.shape)} do not fit")
        if self.weight is not None and self.weight.numel() != logits.shape[1]:
            raise ValueError(f"weight: expected {logits.shape[1]} numbers, found {self.weight.numel()}")

    def extra_repr(self) -> str:
        """Arguments for print(module)."""
        return f"{self.gamma}, label_smoothing={self.label_smoothing}, reduction={self.reduction}"
