"""Generalised-mean pooling with a mask. Your solution goes into this file."""

import torch
from torch import Tensor, nn


class MaskedGeMPool(nn.Module):
    """Pool a sequence. (Name the four arguments and give the shapes (B, T, ...) here.)"""

    def __init__(
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        self.num_channels = num_channels
        self.eps = eps
        self.p = nn.Parameter(torch.full((num_channels,), p_init, device=device, dtype=dtype))
        # To do: with learnable=False, p is a buffer (register_buffer) and not a parameter.

    def forward(self, x, padding_mask=None):
        # x: (B, T, C)   padding_mask: (B, T), True = padding, or None   self.p: (C,)   result: (B, C)
        #
        # The required parts, in an order that works:
        # 1. Positions that are padding: replace what they hold by a harmless number, so that nothing of it gets on.
        # 2. The floor: what is below eps counts as eps.
        # 3. The power mean over the valid positions. Try it as written first; then ask what 3000 ** 60 is in float32,
        #    and divide by something, or take logarithms, before you raise to a power.
        # 4. Samples without any valid position: 0, and a gradient of 0.
        return x.mean(dim=1)  # (B, C), but not yet the formula

    # To do: extra_repr.
