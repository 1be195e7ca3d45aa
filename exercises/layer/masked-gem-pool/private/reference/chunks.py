"""Generalised-mean pooling chunk by chunk: parts of a sequence are reduced and merged, as a stream would be."""

import torch
from torch import Tensor, nn

CHUNK = 64
"""Positions that are looked at together; nothing larger is held without gradients."""


class MaskedGeMPool(nn.Module):
    """Power mean over valid positions with an exponent per channel.

    A part of a sequence is described by the logarithm of its sum of powers; two parts merge by logsumexp, in any
    order. So memory without gradients hardly grows with T.

    Args:
        num_channels: Channels of x.
        p_init: Initial exponent.
        eps: What smaller inputs count as.
        learnable: p is trained (parameter) or fixed (buffer).

    Shapes: (B, T, num_channels) and a mask (B, T) give (B, num_channels).
    """

    def __init__(  # noqa: PLR0913 - the arguments are the specification's
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        device: torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        problems = {"num_channels": num_channels < 1, "p_init": p_init <= 0, "eps": eps <= 0}
        if any(problems.values()):
            raise ValueError("not positive: " + ", ".join(name for name, wrong in problems.items() if wrong))
        exponents = torch.full((num_channels,), p_init, device=device, dtype=dtype or torch.get_default_dtype())
        self.num_channels, self.eps, self.p_init = num_channels, eps, p_init
        if learnable:
            self.p = nn.Parameter(exponents)
        else:
            self.register_buffer("p", exponents)

    def forward(self, x: Tensor, padding_mask: Tensor | None = None) -> Tensor:
        """Pool x (B, T, C) over T; positions with True in padding_mask (B, T) do not count."""
        if x.dim() != 3 or x.shape[2] != self.num_channels:
            raise ValueError(f"x has shape {tuple(x.shape)}; expected (B, T, {self.num_channels})")
        if padding_mask is not None and padding_mask.dtype != torch.bool:
            raise ValueError(f"padding_mask is {padding_mask.dtype}; expected bool")
        if padding_mask is not None and padding_mask.shape != x.shape[:2]:
            raise ValueError(f"padding_mask has shape {tuple(padding_mask.shape)}; expected {tuple(x.shape[:2])}")
        wide = torch.float64 if x.dtype == torch.float64 else torch.float32
        p = self.p.to(wide)
        lowest = torch.finfo(wide).min / 4
        total = torch.full((x.shape[0], x.shape[2]), lowest, dtype=wide, device=x.device)
        number = torch.zeros(x.shape[0], 1, dtype=wide, device=x.device)
        for start in range(0, x.shape[1], CHUNK):
            part = x[:, start : start + CHUNK]
            if padding_mask is None:
                powers = part.to(wide).clamp_min(self.eps).log() * p
                number = number + part.shape[1]
            else:
                padding = padding_mask[:, start : start + CHUNK, None]
                powers = part.masked_fill(padding, 1).to(wide).clamp_min(self.eps).log() * p
                # A finite stand-in for -inf: differences of two such numbers are still numbers.
                powers = powers.masked_fill(padding, lowest)
                number = number + (~padding).sum(1)
            # Not logaddexp: its second derivative is not a number where the two are very far apart.
            total = torch.stack([total, powers.logsumexp(1)]).logsumexp(0)
        empty = number == 0
        total = total.masked_fill(empty, 0)
        mean = (total - number.masked_fill(empty, 1).log()) / p
        return mean.exp().masked_fill(empty, 0).to(x.dtype)

    def extra_repr(self) -> str:
        """Arguments that are not seen in the state."""
        return f"{self.num_channels}, p_init={self.p_init}, eps={self.eps}"
