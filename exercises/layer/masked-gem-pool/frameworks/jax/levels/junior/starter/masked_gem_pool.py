"""Generalised-mean pooling with a mask, in JAX. Your solution goes into this file."""

import jax.numpy as jnp


class MaskedGeMPool:
    """Pool a sequence. (Name the four arguments and give the shapes (B, T, ...) here.)"""

    def __init__(
        self,
        num_channels: int,
        *,
        p_init: float = 3.0,
        eps: float = 1e-6,
        learnable: bool = True,
        dtype=jnp.float32,
    ) -> None:
        self.num_channels = num_channels
        self.p_init = p_init
        self.eps = eps
        self.learnable = learnable
        self.dtype = dtype

    def init(self):
        return {"p": jnp.full((self.num_channels,), self.p_init, self.dtype)}

    def trainable(self):
        # To do: with learnable=False, p is not trained.
        return {"p": True}

    def __call__(self, variables, x, padding_mask=None):
        # x: (B, T, C)   padding_mask: (B, T), True = padding, or None   variables["p"]: (C,)   result: (B, C)
        #
        # The required parts, in an order that works:
        # 1. Positions that are padding: replace what they hold by a harmless number, so that nothing of it gets on.
        # 2. The floor: what is below eps counts as eps.
        # 3. The power mean over the valid positions. Try it as written first; then ask what 3000 ** 60 is in float32,
        #    and divide by something, or take logarithms, before you raise to a power.
        # 4. Samples without any valid position: 0, and a gradient of 0.
        return x.mean(axis=1)  # (B, C), but not yet the formula

    # To do: __repr__.
