"""No tensor of a judge shows memory as it was found: a check might pass on what is left there of something else."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import torch
from torch import Tensor

_MAKERS: Final = ("empty", "empty_like", "empty_strided", "empty_permuted")
_METHODS: Final = ("new_empty", "new_empty_strided")


def make_blank_tensors() -> None:
    """Have torch's makers of uninitialised tensors give zeros, in this process, once for all."""
    for name in _MAKERS:
        setattr(torch, name, _blank(getattr(torch, name)))
    for name in _METHODS:
        setattr(Tensor, name, _blank(getattr(Tensor, name)))


def _blank(make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    @wraps(make)
    def made(*args: Any, **kwargs: Any) -> Tensor:
        tensor = make(*args, **kwargs)
        with torch.no_grad():
            return tensor.zero_()

    return made
