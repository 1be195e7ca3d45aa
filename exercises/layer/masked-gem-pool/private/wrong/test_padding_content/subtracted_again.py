# Wrong: the powers of the padding are summed and subtracted again.
# also: test_empty_samples, test_extra_padding, test_extreme_values, test_gradients_of_everything, test_lengths, test_masks, test_repeated_calls, test_strides
"""Generalised-mean pooling relative to the largest entry, with one mistake; see the comment on top."""

import torch
from torch import Tensor, nn


class MaskedGeMPool(nn.Module):
    """Power mean over the valid positions of a sequence, with one exponent per channel.

    Args:
        num_channels: Number of channels C.
        p_init: Value that every exponent starts with.
        eps: Inputs below it count as eps and get no gradient.
        learnable: Train the exponents; otherwise they are a buffer.

    Shapes: x (B, T, C), padding_mask (B, T) with True = padding, result (B, C).
    """

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
        if num_channels < 1:
            raise ValueError(f"num_channels must be at least 1, got {num_channels}")
        if p_init <= 0 or eps <= 0:
            raise ValueError(f"p_init and eps must be positive, got {p_init} and {eps}")
        self.num_channels, self.eps, self.learnable = num_channels, eps, learnable
        p = torch.full((num_channels,), float(p_init), device=device, dtype=dtype)
        if learnable:
            self.p = nn.Parameter(p)
        else:
            self.register_buffer("p", p)

    def forward(self, x: Tensor, padding_mask: Tensor | None = None) -> Tensor:
        """Pool x (B, T, C) to (B, C); True in the mask (B, T) is padding."""
        self._refuse(x, padding_mask)
        wide = torch.promote_types(x.dtype, torch.float32)
        p = self.p.to(wide)
        padding = padding_mask
        if padding is None:
            padding = torch.zeros(x.shape[:2], dtype=torch.bool, device=x.device)
        empty = padding.all(dim=1, keepdim=True)
        valid = ~padding.unsqueeze(-1)
        number = valid.sum(dim=1).clamp(min=1).to(wide)
        values = x.to(wide).clamp(min=self.eps)
        top = values.detach().masked_fill(~valid, self.eps).amax(dim=1, keepdim=True)
        powers = (values / top).pow(p)
        share = (powers.sum(dim=1) - (powers * ~valid).sum(dim=1)) / number
        share = share.masked_fill(empty, 1.0)
        result = top.squeeze(1) * share.masked_fill(empty, 1.0).pow(1 / p)
        return result.masked_fill(empty, 0.0).to(x.dtype)

    def _refuse(self, x: Tensor, mask: Tensor | None) -> None:
        if x.dim() != 3 or x.shape[2] != self.num_channels:
            raise ValueError(f"x must be (B, T, {self.num_channels}), got {tuple(x.shape)}")
        if mask is not None and (mask.dtype != torch.bool or mask.shape != x.shape[:2]):
            raise ValueError(f"padding_mask must be bool and {tuple(x.shape[:2])}")

    def extra_repr(self) -> str:
        """Show the arguments."""
        return f"{self.num_channels}, eps={self.eps}, learnable={self.learnable}"
