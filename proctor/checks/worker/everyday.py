"""A layer of the everyday kind, compiled once before any fork: what the compiler loads for its operations stays loaded.

The first module of some size that a process compiles takes three times as long as the next one.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from proctor.checks.worker.probes import compiling

_WIDTH = 4


class Everyday(nn.Module):
    """Projections, a table looked up by distance, a masked softmax, padding, views and sums, as in many a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(_WIDTH, _WIDTH)
        self.table = nn.Parameter(torch.zeros(2, 3))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """One number for x (B, T, 4) and a bool mask (B, T)."""
        if x.dim() != 3 or (mask is not None and mask.dtype != torch.bool):
            raise ValueError(f"x must be (B, T, {_WIDTH}), got {tuple(x.shape)}")
        wide = self.layer(x).to(torch.promote_types(x.dtype, torch.float32))
        heads = wide.unflatten(-1, (2, -1)).transpose(1, 2)
        place = torch.arange(x.shape[1], device=x.device)
        distance = place - place.unsqueeze(1)
        near = distance.abs() <= 1
        if mask is not None:
            near = near & ~mask[:, None, None, :]
        scores = heads @ heads.transpose(-1, -2) / 2 + self.table[:, distance.clamp(-1, 1) + 1]
        weights = scores.masked_fill(~near, torch.finfo(scores.dtype).min).softmax(-1)
        mixed = functional.dropout(weights, 0.1, self.training) @ heads
        sums = functional.pad(mixed, (0, 0, 1, 1)).unfold(2, 3, 1).sum(-1)
        kept = torch.where(sums > 0, sums, torch.zeros((), dtype=sums.dtype))
        products = torch.stack([torch.einsum("bhtd,bhtd->bht", kept, kept)] * 2, dim=-1)
        return products.log_softmax(-1).mean() + (x.clamp_min(0.1) ** 2).sum().exp().log()


def compile_once() -> None:
    """Compile it and its controls, with a mask."""
    compiling(Everyday, (torch.ones(2, 5, _WIDTH), torch.zeros(2, 5, dtype=torch.bool)), grad=False)
