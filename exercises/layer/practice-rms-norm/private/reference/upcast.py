"""RMSNorm as most code bases write it: widen half inputs, multiply by the reciprocal root, narrow again."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Divide each feature vector by its root mean square and rescale it (Zhang and Sennrich 2019, arXiv:1910.07467).

    Args:
        num_features: Length D of the last dimension; at least 1.
        eps: Added to the mean square inside the root; positive.
        device: Where `weight` lives.
        dtype: Type of `weight`.

    Shapes: input (..., num_features), output (..., num_features), same dtype.

    Raises:
        ValueError: For a length below 1 or an `eps` that is not positive.
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
        if num_features < 1:
            raise ValueError(f"num_features must be at least 1, not {num_features}")
        if not eps > 0:
            raise ValueError(f"eps must be positive, not {eps}")
        self.num_features = num_features
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_features, device=device, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise x, (..., num_features), over its last dimension."""
        if x.dim() == 0 or x.shape[-1] != self.num_features:
            raise ValueError(f"x must be (..., {self.num_features}), not {tuple(x.shape)}")
        wide = x.float() if x.dtype in {torch.float16, torch.bfloat16} else x
        scale = torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.eps)
        return (wide * scale * self.weight).to(x.dtype)

    def extra_repr(self) -> str:
        """Show the arguments in the module's representation."""
        return f"num_features={self.num_features}, eps={self.eps}"
