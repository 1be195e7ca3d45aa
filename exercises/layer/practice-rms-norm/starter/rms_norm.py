"""Root mean square normalisation. Your solution goes into this file."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Divide by the root mean square. (Describe arguments and shapes here.)"""

    def __init__(
        self,
        num_features: int,
        *,
        eps: float = 1e-6,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        # To do: the gain. One learned number per feature, starting at one.

    def forward(self, x):
        # To do: this divides the whole tensor by one number.
        # The specification asks for one number per vector.
        return x / torch.sqrt(x.pow(2).mean() + self.eps)
