"""Focal loss with label smoothing. Your solution goes into this file."""

import torch
from torch import Tensor, nn


class SmoothedFocalLoss(nn.Module):
    """A loss for classification. (Describe the arguments and the shapes here.)"""

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
        self.reduction = reduction

    def forward(self, logits, target):
        # To do: everything. This is cross-entropy, with 1 - p_t formed from a rounded lp[t]: 0 from a gap of 17 on.
        losses = nn.functional.cross_entropy(logits, target, reduction="none")
        factor = 1 - torch.exp(-losses)
        return losses if self.reduction == "none" else (factor * losses).mean()
