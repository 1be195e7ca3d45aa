"""Focal loss with label smoothing. Your solution goes into this file."""

import torch
from torch import Tensor, nn


class SmoothedFocalLoss(nn.Module):
    """A loss for classification. (Describe the arguments and the shapes here.)

    Shapes on the way, for logits (N, K, d1, ...) and a target (N, d1, ...):

        log_p    (N, K, d1, ...)   logarithms of the probabilities
        true     (N, d1, ...)      lp[t], the one of the true class
        ce       (N, d1, ...)      smoothed and weighted cross-entropy
        factor   (N, d1, ...)      (1 - p_t) ** gamma
        losses   (N, d1, ...)      factor * ce, zeros where the target is ignored
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
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.ignore_index = ignore_index
        self.reduction = reduction
        # To do: weight belongs to the module as a buffer (register_buffer takes None as well).

    def forward(self, logits, target):
        # Part 1, given: the log-probability of the true class. It cannot take ignored targets yet.
        log_p = torch.log_softmax(logits, dim=1)
        true = log_p.gather(1, target.unsqueeze(1)).squeeze(1)
        # Part 2, to do: ce, with label smoothing and class weights.
        ce = -true
        # Part 3, to do: the factor (1 - p_t) ** gamma. What is its gradient where p_t is 1 and gamma below 1?
        losses = ce
        # Part 4, to do: ignored targets, before part 1 (what do the logits hold there?) and after part 3.
        # Part 5, to do: "sum", and a "mean" over the weights of what is scored; nothing scored gives 0.
        return losses if self.reduction == "none" else losses.mean()

    # Part 6, to do: docstrings, annotations, and an extra_repr that shows the arguments.
