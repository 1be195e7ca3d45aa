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
        self.num_heads = num_heads
        self.window = window
        self.causal = causal
        self.dropout = dropout
        self.q_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.k_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.v_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.out_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        # To do: rel_bias, (num_heads, 2 * window + 1).

    def forward(self, x, key_padding_mask=None):
        # To do: heads, window, bias, causality, padding, dropout. This is full attention with one head.
        query, key, value = self.q_proj(x), self.k_proj(x), self.v_proj(x)
        scores = query @ key.transpose(1, 2) / math.sqrt(query.shape[-1])
        return self.out_proj(torch.softmax(scores, dim=-1) @ value)
