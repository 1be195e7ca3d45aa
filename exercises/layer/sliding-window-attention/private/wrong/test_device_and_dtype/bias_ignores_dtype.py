# Wrong: rel_bias is always float32 on the CPU.
# also: test_double_backward, test_gradients, test_gradients_of_everything
# levels: mid, senior
"""Sliding-window attention as a band of scores, with one mistake; see the comment on top."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class SlidingWindowAttention(nn.Module):
    """Multi-head self-attention in which a position sees keys at most `window` steps away.

    Args:
        embed_dim: Width of input and output.
        num_heads: Number of heads; divides embed_dim.
        window: Largest distance between a query and a key.
        causal: Forbid keys after the query.
        dropout: Dropout on the softmax weights in training.

    Shapes: x (B, T, embed_dim), key_padding_mask (B, T) with True = padding, result (B, T, embed_dim).
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        window: int,
        *,
        causal: bool = False,
        dropout: float = 0.0,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        if embed_dim < 1 or num_heads < 1 or embed_dim % num_heads:
            raise ValueError(f"embed_dim {embed_dim} is not a multiple of num_heads {num_heads}")
        if window < 0:
            raise ValueError(f"window must not be negative, got {window}")
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must be in [0, 1), got {dropout}")
        self.embed_dim, self.num_heads, self.window = embed_dim, num_heads, window
        self.causal, self.dropout = causal, dropout
        self.q_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.k_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.v_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.out_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.rel_bias = nn.Parameter(torch.zeros(num_heads, 2 * window + 1))

    def forward(self, x: Tensor, key_padding_mask: Tensor | None = None) -> Tensor:
        """Map x (B, T, embed_dim) to (B, T, embed_dim); True in the mask (B, T) is padding."""
        self._refuse(x, key_padding_mask)
        batch, length, _ = x.shape
        padding = key_padding_mask
        if padding is None:
            padding = torch.zeros(batch, length, dtype=torch.bool, device=x.device)
        x = x.masked_fill(padding.unsqueeze(-1), 0.0)
        wide = torch.promote_types(x.dtype, torch.float32)
        reach = min(self.window, length - 1)
        offsets = range(-reach, 1 if self.causal else reach + 1)
        query, key, value = (
            layer(x).to(wide).unflatten(-1, (self.num_heads, -1)) for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        query = query / math.sqrt(query.shape[-1])
        key = functional.pad(key, (0, 0, 0, 0, reach, reach))
        value = functional.pad(value, (0, 0, 0, 0, reach, reach))
        hidden = functional.pad(padding, (reach, reach), value=True)
        bias = self.rel_bias.to(wide)
        columns = []
        for o in offsets:
            score = (query * key[:, reach + o : reach + o + length]).sum(-1) + bias[:, o + self.window]
            columns.append(score.masked_fill(hidden[:, reach + o : reach + o + length, None], torch.finfo(wide).min))
        weights = torch.stack(columns, dim=-1).softmax(-1)
        weights = functional.dropout(weights, self.dropout, self.training)
        mixed = torch.zeros_like(query)
        for n, o in enumerate(offsets):
            mixed = mixed + weights[..., n, None] * value[:, reach + o : reach + o + length]
        out = self.out_proj(mixed.flatten(2).to(x.dtype))
        return out.masked_fill(padding.unsqueeze(-1), 0.0)

    def _refuse(self, x: Tensor, mask: Tensor | None) -> None:
        if x.dim() != 3 or x.shape[2] != self.embed_dim:
            raise ValueError(f"x must be (B, T, {self.embed_dim}), got {tuple(x.shape)}")
        if mask is not None and (mask.dtype != torch.bool or mask.shape != x.shape[:2]):
            raise ValueError(f"the mask must be bool and {tuple(x.shape[:2])}")

    def extra_repr(self) -> str:
        """Show the arguments."""
        return f"embed_dim={self.embed_dim}, num_heads={self.num_heads}, window={self.window}, causal={self.causal}"
