"""Sliding-window attention by diagonals: the score matrix is kept as one column per offset j - i."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class SlidingWindowAttention(nn.Module):
    """Local multi-head self-attention, O(T * window) in time and memory.

    All queries are multiplied with the keys `o` steps away, for every offset `o` in turn. That yields a band
    (B, H, T, offsets) on which the softmax runs; no score outside the band is ever formed.

    Args:
        embed_dim: E, the number of features; divisible by num_heads.
        num_heads: H, heads of E / H features each.
        window: Distance up to which keys are visible, on both sides.
        causal: If true only the keys up to the query itself are visible.
        dropout: Dropout on the attention weights while training.
        device: Where the parameters are made.
        dtype: The parameters' type.

    Shapes: (B, T, E) to (B, T, E); optional padding mask (B, T), True = padding.
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
        if embed_dim < 1 or num_heads < 1 or embed_dim % num_heads != 0:
            raise ValueError(f"{embed_dim} features cannot be split over {num_heads} heads")
        if window < 0:
            raise ValueError(f"the window reaches 0 or more steps, not {window}")
        if dropout < 0 or dropout >= 1:
            raise ValueError(f"dropout is a probability below 1, not {dropout}")
        made = {"device": device, "dtype": dtype}
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.window = window
        self.causal = causal
        self.dropout = dropout
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(embed_dim, embed_dim, **made))
        self.rel_bias = nn.Parameter(torch.zeros((num_heads, 2 * window + 1), **made))

    def forward(self, x: Tensor, key_padding_mask: Tensor | None = None) -> Tensor:
        """Map x (B, T, E) to (B, T, E); True in key_padding_mask (B, T) marks padding."""
        if x.dim() != 3 or x.size(2) != self.embed_dim:
            raise ValueError(f"expected x of shape (B, T, {self.embed_dim}), got {tuple(x.shape)}")
        batch, length, _ = x.shape
        padding = key_padding_mask
        if padding is None:
            padding = torch.zeros((batch, length), dtype=torch.bool, device=x.device)
        if padding.dtype != torch.bool or padding.shape != (batch, length):
            raise ValueError(f"expected a bool mask of shape {(batch, length)}")
        nothing = padding.unsqueeze(-1)
        clean = torch.where(nothing, torch.zeros((), dtype=x.dtype, device=x.device), x)
        band = self._band(clean, padding)
        return torch.where(nothing, torch.zeros((), dtype=x.dtype, device=x.device), self.out_proj(band.to(x.dtype)))

    def _band(self, clean: Tensor, padding: Tensor) -> Tensor:
        """Attention result before `out_proj`, (B, T, E), at least float32."""
        batch, length, _ = clean.shape
        before = min(self.window, length - 1)
        after = 0 if self.causal else before
        shape = (batch, length, self.num_heads, -1)
        wide = torch.promote_types(clean.dtype, torch.float32)
        query, key, value = (project(clean).to(wide).view(shape) for project in (self.q_proj, self.k_proj, self.v_proj))
        query = query * query.size(-1) ** -0.5
        key, value = (functional.pad(s, (0, 0, 0, 0, before, after)) for s in (key, value))
        steps = range(before + after + 1)
        scores = torch.stack([(query * key[:, s : s + length]).sum(-1) for s in steps], dim=-1)
        scores = scores + self.rel_bias[:, self.window - before : self.window + after + 1].to(wide)
        blocked = functional.pad(padding, (before, after), value=True).unfold(1, len(steps), 1).unsqueeze(2)
        # A padded query may be left without any key; letting it see everything keeps the softmax finite.
        blocked = blocked & ~padding[:, :, None, None]
        weights = scores.masked_fill(blocked, float("-inf")).softmax(-1)
        weights = functional.dropout(weights, self.dropout, training=self.training)
        mixed = torch.zeros_like(query)
        for step in steps:
            mixed = mixed + weights[..., step : step + 1] * value[:, step : step + length]
        return mixed.flatten(2)

    def extra_repr(self) -> str:
        """Arguments, for printing."""
        names = ("embed_dim", "num_heads", "window", "causal", "dropout")
        return ", ".join(f"{name}={getattr(self, name)}" for name in names)
