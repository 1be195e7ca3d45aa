"""Generalized cross entropy from log-probabilities: clear what is not scored, pick, expm1."""

import torch
from torch import Tensor, nn


class GeneralizedCrossEntropy(nn.Module):
    """Loss (1 - p_t^q) / q for labels that may be wrong (Zhang and Sabuncu 2018, arXiv:1805.07836).

    Args:
        q: Above 0 and at most 1; near 0 this is cross entropy, at 1 it is 1 - p_t.
        ignore_index: Places with this target are not scored.
        reduction: "none", "sum", or "mean" over the scored places.

    Shapes: logits (N, K, ...), target (N, ...) int64; result of target's shape, or a single number.

    Raises:
        ValueError: For a q outside (0, 1] or another reduction.
    """

    def __init__(self, q: float = 0.7, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__()
        if not 0 < q <= 1:
            raise ValueError(f"q must be above 0 and at most 1, not {q}")
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(f"reduction must be 'none', 'sum' or 'mean', not {reduction!r}")
        self.q = q
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the loss of logits (N, K, ...) for the classes in target (N, ...), in the dtype of logits."""
        if logits.dim() < 2:
            raise ValueError(f"logits must be (N, K, ...), not {tuple(logits.shape)}")
        if target.dtype != torch.int64:
            raise ValueError(f"target must be int64, not {target.dtype}")
        if target.shape != logits.shape[:1] + logits.shape[2:]:
            raise ValueError(f"target {tuple(target.shape)} does not fit logits {tuple(logits.shape)}")
        ignored = (target == self.ignore_index).unsqueeze(1)
        # Before the softmax, so that inf and nan meet no arithmetic at all, forward or backward.
        log_p = torch.log_softmax(logits.masked_fill(ignored, 0.0), 1, dtype=_at_least_float32(logits.dtype))
        own = log_p.gather(1, target.unsqueeze(1).masked_fill(ignored, 0))
        losses = (-torch.expm1(self.q * own) / self.q).masked_fill(ignored, 0.0).squeeze(1)
        return self._reduce(losses, (~ignored).sum()).to(logits.dtype)

    def _reduce(self, losses: Tensor, scored: Tensor) -> Tensor:
        if self.reduction == "none":
            return losses
        return losses.sum() if self.reduction == "sum" else losses.sum() / scored.clamp(min=1)

    def extra_repr(self) -> str:
        """Show the arguments in the module's representation."""
        return f"q={self.q}, ignore_index={self.ignore_index}, reduction={self.reduction!r}"


def _at_least_float32(dtype: torch.dtype) -> torch.dtype:
    return torch.promote_types(dtype, torch.float32)
