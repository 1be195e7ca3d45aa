"""RMSNorm with its derivative written out, in operations that can be differentiated once more."""

from typing import Any

import torch
from torch import Tensor, nn


class _Normalise(torch.autograd.Function):
    """x / sqrt(mean(x^2) + eps) over the last dimension."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, eps: float) -> Tensor:
        ctx.save_for_backward(x)
        ctx.eps = eps
        return x * _inverse_root(x, eps)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        (x,) = ctx.saved_tensors
        scale = _inverse_root(x, ctx.eps)
        unit = x * scale
        # What points along the vector itself hardly changes its normalised value.
        return scale * (upstream - unit * (upstream * unit).mean(-1, keepdim=True)), None


def _inverse_root(x: Tensor, eps: float) -> Tensor:
    return (torch.linalg.vector_norm(x, dim=-1, keepdim=True).square() / x.shape[-1] + eps).rsqrt()


class RMSNorm(nn.Module):
    """Scale every vector to a root mean square of one, then each feature by its learned gain.

    Args:
        num_features: Number of features, the size of the last dimension.
        eps: Small positive number inside the root, felt by vectors as small as its own root.
        device: Where the gain is made.
        dtype: What the gain is made of; the result has the dtype of the input all the same.

    Takes and gives (..., num_features).
    """

    def __init__(
        self,
        num_features: int,
        *,
        eps: float = 1e-6,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if num_features <= 0:
            raise ValueError(f"num_features = {num_features}: expected at least one feature")
        if not eps > 0.0:
            raise ValueError(f"eps = {eps}: expected a positive number")
        self.eps = eps
        self.weight = nn.Parameter(torch.full((num_features,), 1.0, device=device, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise each vector of x, (..., num_features)."""
        if x.shape[-1:] != self.weight.shape:
            raise ValueError(f"x ends in {tuple(x.shape[-1:])}, the gain has {tuple(self.weight.shape)}")
        wide = x if torch.finfo(x.dtype).bits >= 32 else x.to(torch.float32)
        return _Normalise.apply(wide, self.eps).mul(self.weight).to(x.dtype)

    def extra_repr(self) -> str:
        """The arguments."""
        return f"{len(self.weight)}, eps={self.eps}"
