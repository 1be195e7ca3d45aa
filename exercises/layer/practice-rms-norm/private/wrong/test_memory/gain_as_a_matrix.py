# Wrong: the gain is applied as a diagonal matrix of D * D numbers.
# levels: mid, senior
"""RMSNorm, with one mistake; see the comment on top."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Root mean square normalisation with a learned gain.

    Args:
        num_features: Length of the last dimension.
        eps: Added to the mean of the squares.

    Shapes: (..., num_features) to (..., num_features).
    """

    def __init__(self, num_features: int, *, eps: float = 1e-6, device=None, dtype=None) -> None:
        super().__init__()
        if num_features < 1:
            raise ValueError(f"num_features must be at least 1, got {num_features}")
        if not eps > 0:
            raise ValueError(f"eps must be positive, got {eps}")
        self.num_features = num_features
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_features, device=device, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise x, (..., num_features), over its last dimension."""
        if x.dim() == 0 or x.shape[-1] != self.num_features:
            raise ValueError(f"x must be (..., {self.num_features}), got {tuple(x.shape)}")
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        root = torch.sqrt(wide.pow(2).mean(-1, keepdim=True) + self.eps)
        return (wide / root @ torch.diag(self.weight.to(wide.dtype))).to(x.dtype)

    def extra_repr(self) -> str:
        """Show the arguments."""
        return f"{self.num_features}, eps={self.eps}"
