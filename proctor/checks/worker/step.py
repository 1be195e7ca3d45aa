"""What is carried out when somebody measures a module: one call, or a training step."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves


def carry_out(module: nn.Module, inputs: Any, *, grad: bool) -> None:
    """Call it without gradients, or with them and go back from the sum of all that has a derivative."""
    with torch.set_grad_enabled(grad):
        result = module(*inputs)
        if grad:
            torch.autograd.backward([item.sum() for item in tree_leaves(result) if _differentiable(item)])


def _differentiable(item: object) -> bool:
    return isinstance(item, Tensor) and item.requires_grad
