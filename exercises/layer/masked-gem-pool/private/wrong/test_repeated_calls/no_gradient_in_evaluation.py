# Wrong: in evaluation mode the input is detached.
"""Generalised-mean pooling in the logarithmic domain: a masked logsumexp of p * log(x)."""

import math

import torch
from torch import Tensor, nn


class MaskedGeMPool(nn.Module):
    """Power mean over the valid positions of a sequence, with one exponent per channel.

    The powers are never formed: p * log(x) is summed by logsumexp, so large p and large x do no harm.

    Args:
        num_channels: Number of channels C.
        p_init: Value that every exponent starts with.
        eps: Inputs below it count as eps and get no gradient.
        learnable: Train the exponents; otherwise they are a buffer.

    Shapes: x (B, T, C), padding_mask (B, T) with True = padding, result (B, C).
    """

    def __init__(  # noqa: PLR0913 - the arguments are the specification's
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if num_channels < 1:
            raise ValueError(f"num_channels must be at least 1, got {num_channels}")
        if p_init <= 0:
            raise ValueError(f"p_init must be positive, got {p_init}")
        if eps <= 0:
            raise ValueError(f"eps must be positive, got {eps}")
        self.num_channels, self.eps, self.learnable = num_channels, eps, learnable
        p = torch.full((num_channels,), float(p_init), device=device, dtype=dtype)
        if learnable:
            self.p = nn.Parameter(p)
        else:
            self.register_buffer("p", p)

    def forward(self, x: Tensor, padding_mask: Tensor | None = None) -> Tensor:
        """Pool x (B, T, C) to (B, C); True in the mask (B, T) is padding."""
        self._refuse(x, padding_mask)
        x = x if self.training else x.detach()
        wide = torch.promote_types(x.dtype, torch.float32)
        p, number, empty = self.p.to(wide), math.log(x.shape[1]), None
        if padding_mask is not None:
            empty = padding_mask.all(dim=1, keepdim=True)
            # A sample of padding only is computed over all its (neutral) positions and cleared at the end.
            hidden = (padding_mask & ~empty).unsqueeze(-1)
            number = (~hidden).sum(dim=1).to(wide).log()
            x = x.masked_fill(padding_mask.unsqueeze(-1), 1.0)
        powers = p * x.to(wide).clamp(min=self.eps).log()
        if padding_mask is not None:
            powers = powers.masked_fill(hidden, -math.inf)
        result = ((powers.logsumexp(dim=1) - number) / p).exp()
        if empty is not None:
            result = result.masked_fill(empty, 0.0)
        return result.to(x.dtype)

    def _refuse(self, x: Tensor, mask: Tensor | None) -> None:
        if x.dim() != 3 or x.shape[2] != self.num_channels:
            raise ValueError(f"x must be (B, T, {self.num_channels}), got {tuple(x.shape)}")
        if mask is not None and (mask.dtype != torch.bool or mask.shape != x.shape[:2]):
            raise ValueError(f"padding_mask must be bool and {tuple(x.shape[:2])}")

    def extra_repr(self) -> str:
        """Show the arguments."""
        return f"{self.num_channels}, eps={self.eps}, learnable={self.learnable}"
