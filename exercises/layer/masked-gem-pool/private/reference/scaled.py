"""Generalised-mean pooling relative to the largest entry of each sample and channel."""

import torch
from torch import Tensor, nn


class MaskedGeMPool(nn.Module):
    """Power mean of the valid positions: m * (mean of (v / m) ** p) ** (1 / p), m being the largest v.

    All powers are of numbers between 0 and 1 and one of them is 1, so nothing overflows and the root never sees 0.

    Args:
        num_channels: C, the size of the last dimension of x.
        p_init: Where the exponents start.
        eps: Floor under the inputs.
        learnable: Whether p is a parameter or a buffer.

    Shapes:
        x: (B, T, C); padding_mask: (B, T), True for padding; result: (B, C).
    """

    def __init__(  # noqa: PLR0913 - the arguments are the specification's
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        for name, value, least in (("num_channels", num_channels, 1), ("p_init", p_init, None), ("eps", eps, None)):
            if value <= 0 or (least is not None and value < least):
                raise ValueError(f"{name} is {value}, and it has to be positive")
        p = nn.Parameter(torch.empty(num_channels, device=device, dtype=dtype), requires_grad=learnable)
        nn.init.constant_(p, p_init)
        if not learnable:
            self.register_buffer("p", p.detach(), persistent=True)
        else:
            self.p = p
        self.eps = eps

    def forward(self, x: Tensor, padding_mask: Tensor | None = None) -> Tensor:
        """Return the power mean over T of x (B, T, C), without the places where the mask (B, T) is True."""
        channels = self.p.numel()
        if x.ndim != 3 or x.size(-1) != channels:
            raise ValueError(f"expected x of shape (B, T, {channels}), not {tuple(x.shape)}")
        work = torch.float64 if x.dtype == torch.float64 else torch.float32
        p = self.p.to(work)
        if padding_mask is None:
            values = torch.clamp_min(x.to(work), self.eps)
            top = values.detach().amax(1, keepdim=True)
            share = (values / top).pow(p).mean(1)
            return (top.squeeze(1) * share.pow(p.reciprocal())).to(x.dtype)
        if padding_mask.dtype is not torch.bool or padding_mask.shape != x.shape[:-1]:
            raise ValueError("padding_mask has to be a bool tensor of shape (B, T)")
        valid = ~padding_mask[..., None]
        number = valid.sum(1)
        values = torch.where(valid, x, 0).to(work).clamp_min(self.eps)
        # The largest entry cancels, so it may be a constant for autograd; that of an empty sample is eps.
        top = values.detach().masked_fill(~valid, self.eps).amax(1, keepdim=True)
        powers = torch.where(valid, values / top, 1).pow(p)
        share = torch.where(valid, powers, 0).sum(1) / number.clamp_min(1)
        # An empty sample has the share 0, whose root has no finite derivative: give it 1 before the root.
        safe = torch.where(number > 0, share, 1)
        result = torch.where(number > 0, top.squeeze(1) * safe.pow(1 / p), 0)
        return result.to(x.dtype)

    def extra_repr(self) -> str:
        """Channels and floor."""
        return f"num_channels={self.p.numel()}, eps={self.eps}"
