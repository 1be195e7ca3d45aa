"""A loss for labels that may be wrong. Your solution goes into this file."""

import torch
from torch import Tensor, nn


class GeneralizedCrossEntropy(nn.Module):
    """(1 - p_t^q) / q. (Describe the arguments and the shapes here.)"""

    def __init__(
        self,
        q: float = 0.7,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        self.q = q
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, logits, target):
        # To do: this is ordinary cross entropy, and every place counts.
        # The specification asks for something else.
        log_p = torch.log_softmax(logits, dim=1)
        loss = -log_p.gather(1, target.clamp(min=0).unsqueeze(1)).squeeze(1)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
