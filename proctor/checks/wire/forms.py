"""What describes a tensor's bytes on the wire, and what a receiver accepts of it; needs no framework to read."""

from typing import Final, Literal

import msgspec

from proctor.checks.wire.errors import WireError

ITEM_BYTES: Final[dict[str, int]] = {
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "uint8": 1,
    "bool": 1,
}
"""The dtypes that travel, by name, and the bytes of one element."""
DIFFERENTIABLE: Final = frozenset({"float16", "bfloat16", "float32", "float64", "complex64", "complex128"})
DIMS_MAX: Final = 8
ALIGNMENT_BYTES: Final = 16
META_BYTES_MAX: Final = 1 << 46


class TensorForm(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a tensor's bytes mean; strides and offset count elements."""

    dtype: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int
    requires_grad: bool
    device: Literal["cpu", "meta"]


def body_bytes(form: TensorForm) -> int:
    """How many bytes of the body belong to a tensor of this form."""
    return 0 if form.device == "meta" else span(form) * ITEM_BYTES[form.dtype]


def span(form: TensorForm) -> int:
    """Elements between the first and the last that the tensor reaches."""
    reached = 1
    for size, stride in zip(form.shape, form.strides, strict=True):
        if not size:
            return 0
        reached += (size - 1) * stride
    return reached


def validate(form: TensorForm, bytes_max: int) -> int:
    """Bytes that the tensor would take on cpu, stored densely or up to its end, whichever is more.

    Raises: WireError unless the form is possible and within `bytes_max` (on meta, within a far larger bound).
    """
    item_bytes = ITEM_BYTES.get(form.dtype)
    if item_bytes is None:
        raise WireError("unknown dtype")
    if len(form.shape) > DIMS_MAX or len(form.shape) != len(form.strides):
        raise WireError("impossible number of dimensions")
    if form.offset < 0 or any(size < 0 for size in form.shape) or any(stride < 0 for stride in form.strides):
        raise WireError("negative size")
    if form.requires_grad and form.dtype not in DIFFERENTIABLE:
        raise WireError("a gradient of whole numbers")
    limit = META_BYTES_MAX if form.device == "meta" else bytes_max
    volume = 1
    for size in form.shape:
        volume *= max(size, 1)
    size = max(volume, form.offset + span(form)) * item_bytes
    if size > limit:
        raise WireError("tensor too big")
    if max(form.strides, default=0) * item_bytes > META_BYTES_MAX:
        raise WireError("stride too big")
    return 0 if form.device == "meta" else size


def aligned(size: int) -> int:
    """`size` rounded up to the alignment of tensors in a body."""
    return -(-size // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
