"""Generalised-mean pooling in JAX, in the logarithmic domain: a masked logsumexp of p * log(x)."""

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import logsumexp
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
        wide = jnp.promote_types(x.dtype, jnp.float32)
        p = variables["p"].astype(wide)
        if padding_mask is None:
            powers = p * jnp.log(jnp.maximum(x.astype(wide), self.eps))
            return jnp.exp((logsumexp(powers, axis=1) - jnp.log(x.shape[1]).astype(wide)) / p).astype(x.dtype)
        empty = padding_mask.all(axis=1, keepdims=True)
        # A sample of padding only is computed over all its (neutral) positions and cleared at the end.
        counted = (~padding_mask | empty)[..., None]
        values = jnp.where(padding_mask[..., None], 1, x).astype(wide)
        powers = jnp.where(counted, p * jnp.log(jnp.maximum(values, self.eps)), -jnp.inf)
        mean = logsumexp(powers, axis=1) - jnp.log(counted.sum(axis=1).astype(wide))
        return jnp.where(empty, 0, jnp.exp(mean / p)).astype(x.dtype)

    def _refuse(self, x: Array, mask: Array | None) -> None:
        if x.ndim != 3 or x.shape[2] != self.num_channels:
            raise ValueError(f"x must be (B, T, {self.num_channels}), got {x.shape}")
        if mask is not None and (mask.dtype != jnp.bool_ or mask.shape != x.shape[:2]):
            raise ValueError(f"padding_mask must be bool and {x.shape[:2]}, got {mask.dtype} and {mask.shape}")

    def __repr__(self) -> str:
        """Show the arguments."""
        return f"MaskedGeMPool({self.num_channels}, eps={self.eps}, learnable={self.learnable})"
