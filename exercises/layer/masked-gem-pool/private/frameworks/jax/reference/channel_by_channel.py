"""Generalised-mean pooling in JAX: one channel of one sample, mapped over both, with a derivative by hand."""

from functools import partial

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
        work = jnp.promote_types(x.dtype, jnp.float32)
        mask = jnp.zeros(x.shape[:2], bool) if padding_mask is None else padding_mask
        by_channel = jax.vmap(partial(_pool, self.eps), in_axes=(1, None, 0))
        by_sample = jax.vmap(by_channel, in_axes=(0, 0, None))
        return by_sample(x.astype(work), mask, variables["p"].astype(work)).astype(x.dtype)

    def _refuse(self, x: Array, mask: Array | None) -> None:
        if x.ndim != 3 or x.shape[2] != self.num_channels:
            raise ValueError(f"x must be (B, T, {self.num_channels}), got {x.shape}")
        if mask is not None and (mask.dtype != jnp.bool_ or mask.shape != x.shape[:2]):
            raise ValueError(f"padding_mask must be bool and {x.shape[:2]}, got {mask.dtype} and {mask.shape}")

    def __repr__(self) -> str:
        """Show the arguments."""
        return f"MaskedGeMPool({self.num_channels}, eps={self.eps}, learnable={self.learnable})"


def _pool(eps: float, column: Array, mask: Array, p: Array) -> Array:
    number = (~mask).sum().astype(column.dtype)
    entries = jnp.log(jnp.maximum(jnp.where(mask, 1, column), eps))
    highest = jax.lax.stop_gradient(jnp.where(mask, jnp.log(eps), entries).max())
    # Twice where: what is not chosen must be finite too, or its derivative is 0 times inf.
    shares = jnp.where(mask, 0, jnp.exp(p * jnp.where(mask, 0, entries - highest)))
    mean = jnp.where(number > 0, shares.sum() / jnp.maximum(number, 1), 1)
    return jnp.where(number > 0, jnp.exp(highest + jnp.log(mean) / p), 0)
