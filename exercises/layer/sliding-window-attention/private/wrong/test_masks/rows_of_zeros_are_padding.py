# Wrong: without a mask, rows of zeros are taken for padding.
"""Sliding-window attention by blocks: each block of queries meets its own block of keys and the neighbouring ones."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

_FORBIDDEN = torch.finfo(torch.float32).min


class SlidingWindowAttention(nn.Module):
    """Multi-head self-attention in which a position sees only keys at most `window` steps away.

    Queries are cut into blocks of `window` positions. A block needs keys from itself and one block on each side
    (only the one before when causal), so scores take T * 3 * window entries instead of T * T.

    Args:
        embed_dim: Width E of input and output; a multiple of `num_heads`.
        num_heads: Number of heads H; head h owns features h*d .. (h+1)*d with d = E / H.
        window: Largest distance |i - j| between a query and a key it may use; 0 means itself only.
        causal: Also forbid keys after the query.
        dropout: Probability of dropping a softmax weight in training, in [0, 1).
        device: Device of all parameters.
        dtype: Dtype of all parameters.

    Shapes: x (B, T, E), key_padding_mask (B, T) with True = padding, result (B, T, E).
    """

    def __init__(  # noqa: PLR0913 - the interface is part of the exercise
        self,
        embed_dim: int,
        num_heads: int,
        window: int,
        *,
        causal: bool = False,
        dropout: float = 0.0,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if num_heads < 1 or embed_dim < 1 or embed_dim % num_heads:
            raise ValueError(f"embed_dim ({embed_dim}) must be a positive multiple of num_heads ({num_heads})")
        if window < 0:
            raise ValueError(f"window must not be negative, got {window}")
        if not 0.0 <= dropout < 1.0:
            raise ValueError(f"dropout must lie in [0, 1), got {dropout}")
        self.embed_dim, self.num_heads, self.window = embed_dim, num_heads, window
        self.causal, self.dropout = causal, dropout
        self.q_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.k_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.v_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.out_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.rel_bias = nn.Parameter(torch.zeros(num_heads, 2 * window + 1, device=device, dtype=dtype))

    def forward(self, x: Tensor, key_padding_mask: Tensor | None = None) -> Tensor:
        """Attend within the window; x is (B, T, E), key_padding_mask (B, T) bool with True = padding."""
        self._refuse_misfits(x, key_padding_mask)
        if key_padding_mask is None:
            key_padding_mask = (x == 0).all(-1)
        length = x.shape[1]
        if key_padding_mask is None:
            real = torch.ones(1, length, dtype=torch.bool, device=x.device)
        else:
            real = ~key_padding_mask
            x = x.masked_fill(key_padding_mask.unsqueeze(-1), 0.0)
        mixed = self._attend(
            self._heads(self.q_proj(x)), self._heads(self.k_proj(x)), self._heads(self.v_proj(x)), real
        )
        out: Tensor = self.out_proj(mixed.transpose(1, 2).flatten(2).to(x.dtype))
        return out if key_padding_mask is None else out.masked_fill(key_padding_mask.unsqueeze(-1), 0.0)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, real: Tensor) -> Tensor:
        """Mix values within the window; all of (B, H, T, d), real is (B or 1, T)."""
        batch, heads, length, width = query.shape
        block = max(1, min(self.window, length))
        tail = -length % block
        after = 0 if self.causal else block
        span = block + block + after

        def neighbourhoods(sequence: Tensor) -> Tensor:
            return functional.pad(sequence, (0, 0, block, tail + after)).unfold(2, span, block)

        query = functional.pad(query / math.sqrt(width), (0, 0, 0, tail)).unflatten(2, (-1, block))
        scores = query @ neighbourhoods(key)
        offset = torch.arange(-block, block + after, device=query.device) - torch.arange(
            block, device=query.device
        ).unsqueeze(1)
        inside = (offset.abs() <= self.window) & ((offset <= 0) | (not self.causal))
        bias = self.rel_bias.to(scores.dtype)[:, (offset + self.window).clamp(0, 2 * self.window)]
        present = functional.pad(real, (block, tail + after)).unfold(1, span, block)
        usable = (inside & present.unsqueeze(2)).unsqueeze(1)
        weights = (scores + bias.unsqueeze(1)).masked_fill(~usable, _FORBIDDEN).softmax(-1)
        weights = functional.dropout(weights, self.dropout, self.training)
        mixed = weights @ neighbourhoods(value).transpose(-1, -2)
        return mixed.reshape(batch, heads, -1, width)[:, :, :length]

    def _heads(self, projected: Tensor) -> Tensor:
        """(B, T, E) to (B, H, T, d), half precision widened to float32."""
        wide = projected.to(torch.promote_types(projected.dtype, torch.float32))
        return wide.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

    def _refuse_misfits(self, x: Tensor, mask: Tensor | None) -> None:
        if x.dim() != 3 or x.shape[-1] != self.embed_dim:
            raise ValueError(f"x must be (B, T, {self.embed_dim}), got {tuple(x.shape)}")
        if mask is not None and (mask.dtype != torch.bool or mask.shape != x.shape[:2]):
            raise ValueError(
                f"key_padding_mask must be bool of shape {tuple(x.shape[:2])}, got {mask.dtype} {tuple(mask.shape)}"
            )

    def extra_repr(self) -> str:
        """Show the arguments that no submodule shows."""
        return (
            f"embed_dim={self.embed_dim}, num_heads={self.num_heads}, window={self.window}, "
            f"causal={self.causal}, dropout={self.dropout}"
        )
