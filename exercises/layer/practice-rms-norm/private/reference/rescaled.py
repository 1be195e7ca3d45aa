"""RMSNorm that never squares a large number: each vector is divided by its largest entry first."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Root mean square normalisation with a gain per feature, safe over the whole range of the dtype.

    The largest entry s of a vector is taken out before squaring: x / sqrt(mean(x^2) + eps) is
    (x/s) / sqrt(mean((x/s)^2) + eps/s^2). As the value does not depend on s, s carries no gradient.

    Args:
        num_features: Size of the last dimension, >= 1.
        eps: Positive constant added to the mean of squares.
        device: Device of the gain.
        dtype: Dtype of the gain.

    Shapes: (..., num_features) in, (..., num_features) out.
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
        if num_features < 1 or eps <= 0:
            raise ValueError(f"need num_features >= 1 and eps > 0, got {num_features} and {eps}")
        self.num_features, self.eps = num_features, eps
        self.weight = nn.Parameter(torch.empty(num_features, device=device, dtype=dtype))
        nn.init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalised x of shape (..., num_features), in the dtype of x."""
        if not x.shape or x.shape[-1] != self.num_features:
            raise ValueError(f"the last dimension of x must be {self.num_features}; x is {tuple(x.shape)}")
        values = x.to(torch.promote_types(x.dtype, torch.float32))
        largest = values.detach().abs().amax(-1, keepdim=True).clamp(min=1.0)
        values = values / largest
        mean_square = torch.einsum("...d,...d->...", values, values).unsqueeze(-1) / self.num_features
        root = torch.sqrt(mean_square + self.eps / largest.square())
        return torch.mul(values / root, self.weight).to(x.dtype)

    def extra_repr(self) -> str:
        """Name the arguments."""
        return f"num_features={self.num_features}, eps={self.eps}"
