"""Sliding-window self-attention. Your solution goes into this file."""

import math

import torch
from torch import Tensor, nn


class SlidingWindowAttention(nn.Module):
    """Self-attention over a window. (Describe the arguments and the shapes here.)"""

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
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.window = window
        self.causal = causal
        self.dropout = dropout
        self.q_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.k_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.v_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.out_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.rel_bias = nn.Parameter(torch.zeros(num_heads, 2 * window + 1, device=device, dtype=dtype))

    def forward(self, x, key_padding_mask=None):
        # x (B, T, E), key_padding_mask None or (B, T). Below, d = E / H is the width of one head.

        # Part 1. What padded positions hold must not reach anything: clear it in a copy of x.

        # Part 2. Heads: query, key, value are (B, H, T, d).
        query = self.split_heads(self.q_proj(x))
        key = self.split_heads(self.k_proj(x))
        value = self.split_heads(self.v_proj(x))

        # Part 3. scores (B, H, T, T), divided by the root of d. Add rel_bias[h, j - i + window] to each.
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])

        # Part 4. usable (B, 1, T, T): the window, causality, padded keys. Forbid the others before the softmax.
        # Which rows have no usable key at all? What does a softmax give for them, and what is its gradient?
        weights = torch.softmax(scores, dim=-1)

        # Part 5. Dropout on weights, in training only.

        # Part 6. Mix the values (B, H, T, d), put the heads side by side (B, T, E), apply out_proj.
        out = self.out_proj(self.join_heads(weights @ value))

        # Part 7. Rows at padded positions are exactly 0.
        return out

    def split_heads(self, projected: Tensor) -> Tensor:
        """(B, T, E) to (B, H, T, d). To do: head h owns the features h*d .. (h+1)*d - 1; this is a single head."""
        return projected.unsqueeze(1)

    def join_heads(self, mixed: Tensor) -> Tensor:
        """(B, H, T, d) to (B, T, E): the inverse of split_heads."""
        return mixed.squeeze(1)
