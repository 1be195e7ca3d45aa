"""Sliding-window attention by tiles: gather the keys of each query, but only for a few queries at a time."""

import torch
from torch import Tensor, nn
from torch.nn import functional

_TILE = 32


class SlidingWindowAttention(nn.Module):
    """Self-attention over a window of neighbours, one tile of queries after the other.

    Gathering every query's keys at once would hold T * (2 * window + 1) * embed_dim numbers. The gather here covers
    32 queries, so the extra memory does not grow with the length.

    Args:
        embed_dim: Number of features E.
        num_heads: Number of heads; has to divide embed_dim.
        window: Neighbours visible on each side.
        causal: Hide the neighbours on the right.
        dropout: Share of attention weights dropped in training mode.
        device: Device for the parameters.
        dtype: Dtype for the parameters.

    Shapes: x and the result are (B, T, E); key_padding_mask is (B, T), bool, True = padding.
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
        if min(embed_dim, num_heads) < 1 or embed_dim % num_heads:
            raise ValueError("embed_dim must be a multiple of num_heads, both positive")
        if window < 0:
            raise ValueError("window must be 0 or more")
        if not 0 <= dropout < 1:
            raise ValueError("dropout must be in [0, 1)")
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.window = window
        self.causal = causal
        self.q_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.k_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.v_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.out_proj = nn.Linear(embed_dim, embed_dim, device=device, dtype=dtype)
        self.weight_dropout = nn.Dropout(dropout)
        self.rel_bias = nn.Parameter(torch.empty(num_heads, 2 * window + 1, device=device, dtype=dtype))
        nn.init.zeros_(self.rel_bias)

    def forward(self, x: Tensor, key_padding_mask: Tensor | None = None) -> Tensor:
        """Return (B, T, E) for x (B, T, E); padded positions (True in the (B, T) mask) give zeros."""
        if x.dim() != 3 or x.shape[2] != self.embed_dim:
            raise ValueError(f"x has shape {tuple(x.shape)}; it must be (B, T, {self.embed_dim})")
        batch, length, _ = x.shape
        usable = torch.ones((batch, length), dtype=torch.bool, device=x.device)
        if key_padding_mask is not None:
            if key_padding_mask.dtype != torch.bool or key_padding_mask.shape != usable.shape:
                raise ValueError(f"key_padding_mask must be a bool tensor of shape {tuple(usable.shape)}")
            usable = key_padding_mask.logical_not()
            x = x.masked_fill(key_padding_mask[:, :, None], 0)
        reach = min(self.window, length - 1)
        query, key, value = self._project(x, reach)
        usable = functional.pad(usable, (reach, reach))
        tiles = []
        for start in range(0, length, _TILE):
            stop = min(start + _TILE, length)
            near = slice(start, stop + 2 * reach)
            tiles.append(self._tile(query[:, start:stop], key[:, near], value[:, near], usable[:, near], reach))
        out: Tensor = self.out_proj(torch.cat(tiles, dim=1).flatten(2).to(x.dtype))
        return out if key_padding_mask is None else out.masked_fill(key_padding_mask[:, :, None], 0)

    def _project(self, x: Tensor, reach: int) -> tuple[Tensor, Tensor, Tensor]:
        """Queries (B, T, H, d), keys and values (B, T + 2 * reach, H, d), in float32 or wider."""
        wide = torch.promote_types(x.dtype, torch.float32)
        query, key, value = (
            layer(x).to(wide).unflatten(2, (self.num_heads, -1)) for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        edge = (0, 0, 0, 0, reach, reach)
        return query * query.shape[-1] ** -0.5, functional.pad(key, edge), functional.pad(value, edge)

    def _tile(self, query: Tensor, key: Tensor, value: Tensor, usable: Tensor, reach: int) -> Tensor:
        """Attend for one tile: query (B, t, H, d), the others cover t + 2 * reach positions."""
        count = 2 * reach + 1
        scores = torch.einsum("bthd,bthdn->bthn", query, key.unfold(1, count, 1))
        scores = scores + self.rel_bias[:, self.window - reach : self.window + reach + 1].to(scores.dtype)
        seen = usable.unfold(1, count, 1)
        if self.causal:
            seen = seen & (torch.arange(count, device=query.device) <= reach)
        scores = scores.masked_fill(~seen.unsqueeze(2), torch.finfo(scores.dtype).min)
        weights = self.weight_dropout(scores.softmax(dim=-1))
        return torch.einsum("bthn,bthdn->bthd", weights, value.unfold(1, count, 1))

    def extra_repr(self) -> str:
        """Arguments that the submodules do not show."""
        return (
            f"embed_dim={self.embed_dim}, num_heads={self.num_heads}, window={self.window}, "
            f"causal={self.causal}, dropout={self.weight_dropout.p}"
        )
