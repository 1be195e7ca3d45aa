"""Focal loss with label smoothing; a two-way softmax between the true class and all others decides p_t."""

from math import prod

import torch
from torch import Tensor, nn
from torch.nn import functional


class SmoothedFocalLoss(nn.Module):
    """Cross-entropy with label smoothing times (1 - p_t) ** gamma.

    Let gap = (logsumexp of the other logits) - (logit of the true class). Then p_t = sigmoid(-gap), so
    log p_t = logsigmoid(-gap) and log(1 - p_t) = logsigmoid(gap); neither is a difference of nearly equal numbers.

    Args:
        gamma: Exponent of the focal factor; 0 turns it off.
        label_smoothing: Share of the target spread over all classes, in [0, 1).
        weight: Class weights of shape (K,), a buffer.
        ignore_index: Elements with this target have no loss and no gradient.
        reduction: "none", "sum" or "mean" (the sum divided by the weights of the scored elements).

    Shapes: logits (N, K, ...), target (N, ...), result (N, ...) or (). The largest intermediates have the size of the
    logits; with extra dimensions one of them is a copy with the classes last.
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
        for wrong, message in (
            (not gamma >= 0, f"gamma is {gamma}, but must be 0 or more"),
            (not 0 <= label_smoothing < 1, f"label_smoothing is {label_smoothing}, but must be in [0, 1)"),
            (reduction not in {"none", "sum", "mean"}, f"unknown reduction {reduction!r}: none, sum or mean"),
        ):
            if wrong:
                raise ValueError(message)
        self.register_buffer("weight", weight)
        self.gamma = float(gamma)
        self.label_smoothing = float(label_smoothing)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the loss of logits (N, K, ...) for the classes in target (N, ...)."""
        expected = logits.shape[:1] + logits.shape[2:]
        if logits.ndim < 2 or target.shape != expected or target.dtype is not torch.long:
            raise ValueError(
                f"logits (N, K, ...) and an int64 target (N, ...) are needed, got {tuple(logits.shape)}, "
                f"{target.dtype} {tuple(target.shape)}"
            )
        classes = logits.shape[1]
        if self.weight is not None and tuple(self.weight.shape) != (classes,):
            raise ValueError(f"weight has shape {tuple(self.weight.shape)}, but there are {classes} classes")
        rows = logits.movedim(1, -1).reshape(prod(expected), classes)
        losses, weights = self._rows(rows.to(torch.promote_types(rows.dtype, torch.float32)), target.reshape(-1))
        if self.reduction == "none":
            return losses.reshape(expected).to(logits.dtype)
        if self.reduction == "sum":
            return losses.sum().to(logits.dtype)
        total = weights.sum()
        return (losses.sum() / torch.where(total == 0, 1.0, total)).to(logits.dtype)

    def _rows(self, x: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Losses and weights of rows (M, K), both 0 where ignored."""
        scored = target != self.ignore_index
        x = torch.where(scored[:, None], x, 0.0)
        is_true = torch.arange(x.shape[1], device=x.device) == target[:, None]
        at_true = torch.where(is_true, x, 0.0).sum(1)
        rest = torch.where(is_true & scored[:, None], -torch.inf, x).logsumexp(1)
        gap = rest - at_true
        weight = x.new_ones(x.shape[1]) if self.weight is None else self.weight.to(x.dtype)
        weights = (is_true * weight).sum(1) * scored
        ce = (self.label_smoothing - 1) * weights * functional.logsigmoid(-gap)
        if self.label_smoothing:
            # sum_k w_k lp_k, with the row's maximum taken out so that large logits lose no digits.
            top = x.detach().amax(1)
            norm = torch.logaddexp(rest, at_true) - top
            smooth = (x - top[:, None]) @ weight - norm * weight.sum()
            ce = ce - self.label_smoothing / x.shape[1] * smooth
        factor = torch.exp(self.gamma * functional.logsigmoid(gap))
        return torch.where(scored, factor * ce, 0.0), weights

    def extra_repr(self) -> str:
        """The arguments, as they would be written."""
        parts = (
            f"{name}={getattr(self, name)!r}" for name in ("gamma", "label_smoothing", "ignore_index", "reduction")
        )
        return ", ".join(parts)
