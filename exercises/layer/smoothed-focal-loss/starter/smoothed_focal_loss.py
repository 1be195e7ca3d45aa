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
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.weight = weight
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, logits, target):
        # To do: factor, smoothing, weights, ignored targets, reductions. This is the plain cross-entropy.
        log_p = torch.log_softmax(logits, dim=1)
        true = log_p.gather(1, target.unsqueeze(1)).squeeze(1)
        return -true if self.reduction == "none" else -true.mean()
