# Wrong: powers of padding are multiplied by 0, and 0 times inf or nan is nan.
"""Generalised-mean pooling in JAX, relative to the largest entry of each sample and channel."""

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike


class MaskedGeMPool:
    """Power mean over the valid positions of a sequence, with one exponent per channel.

    Args:
        num_channels: Number of channels C.
        p_init: Value that every exponent starts with.
        eps: Inputs below it count as eps and get no gradient.
        learnable: Train the exponents.
        dtype: Of the exponents.

    Shapes: x (B, T, C), padding_mask (B, T) with True = padding, result (B, C).
    """

    def __init__(
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        dtype: DTypeLike = jnp.float32,
    ) -> None:
        for name, value in (("num_channels", num_channels), ("p_init", p_init), ("eps", eps)):
            if value <= 0:
                raise ValueError(f"{name} has to be positive, got {value}")
        self.num_channels, self.p_init, self.eps = num_channels, p_init, eps
        self.learnable, self.dtype = learnable, dtype

    def init(self) -> dict[str, Array]:
        """The variables of a new layer."""
        return {"p": jnp.full((self.num_channels,), self.p_init, self.dtype)}

    def trainable(self) -> dict[str, bool]:
        """Which of the variables are trained."""
        return {"p": self.learnable}

    def __call__(self, variables: dict[str, Array], x: Array, padding_mask: Array | None = None) -> Array:
        """Pool x (B, T, C) to (B, C); True in the mask (B, T) is padding."""
        self._refuse(x, padding_mask)
        work = jnp.float64 if x.dtype == jnp.float64 else jnp.float32
        p = variables["p"].astype(work)
        valid = jnp.ones(x.shape[:2], bool) if padding_mask is None else ~padding_mask
        valid = valid[..., None]
        number = valid.sum(axis=1)
        values = jnp.maximum(x.astype(work), self.eps)
        # The largest entry cancels, so it may be a constant for the derivative; that of an empty sample is eps.
        top = jax.lax.stop_gradient(jnp.where(valid, values, self.eps).max(axis=1, keepdims=True))
        powers = (values / top) ** p
        share = (powers * valid.astype(work)).sum(axis=1) / jnp.maximum(number, 1).astype(work)
        # An empty sample has the share 0, whose root has no finite derivative: give it 1 before the root.
        root = jnp.where(number > 0, share, 1) ** (1 / p)
        return jnp.where(number > 0, top[:, 0] * root, 0).astype(x.dtype)

    def _refuse(self, x: Array, mask: Array | None) -> None:
        if x.ndim != 3 or x.shape[2] != self.num_channels:
            raise ValueError(f"x must be (B, T, {self.num_channels}), got {x.shape}")
        if mask is not None and (mask.dtype != jnp.bool_ or mask.shape != x.shape[:2]):
            raise ValueError(f"padding_mask must be bool and {x.shape[:2]}, got {mask.dtype} and {mask.shape}")

    def __repr__(self) -> str:
        """Show the arguments."""
        return f"MaskedGeMPool({self.num_channels}, eps={self.eps}, learnable={self.learnable})"
