"""Tensors as bytes: dtype, shape, strides, storage offset, requires_grad and device describe what the bytes mean.

Only what a tensor can reach travels; the receiver rebuilds strides and storage offset around it. Memory between its
elements is sent as zeros: a column of a table says nothing about the columns beside it.
A tensor on `meta` travels without bytes.
"""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec
import torch
from torch import Tensor

from proctor.checks.wire.errors import NotPlain, WireError

DTYPES: Final[dict[str, torch.dtype]] = {
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
    "float64": torch.float64,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
    "int8": torch.int8,
    "int16": torch.int16,
    "int32": torch.int32,
    "int64": torch.int64,
    "uint8": torch.uint8,
    "bool": torch.bool,
}
NAMES: Final = {dtype: name for name, dtype in DTYPES.items()}
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


def form_of(tensor: Tensor) -> TensorForm:
    """Describe a dense tensor on cpu or meta; `NotPlain` for any other."""
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.dtype not in NAMES:
        raise NotPlain(f"a tensor of layout {tensor.layout} and dtype {tensor.dtype}")
    device = tensor.device.type
    if device not in {"cpu", "meta"}:
        raise NotPlain(f"a tensor on {tensor.device}")
    if tensor.dim() > DIMS_MAX:
        raise NotPlain(f"a tensor of {tensor.dim()} dimensions")
    return TensorForm(
        NAMES[tensor.dtype],
        tuple(tensor.shape),
        tuple(tensor.stride()),
        int(tensor.storage_offset()),
        tensor.requires_grad,
        "cpu" if device == "cpu" else "meta",
    )


def bytes_of(tensor: Tensor, form: TensorForm) -> memoryview:
    """The memory that the tensor can reach, without a copy unless it has gaps; empty for meta."""
    size = body_bytes(form)
    if not size:
        return memoryview(b"")
    plain = tensor.detach()
    start = form.offset * plain.element_size()
    raw = torch.empty(0, dtype=torch.uint8)
    raw.set_(plain.untyped_storage(), start, (size,), (1,))
    if not plain.is_contiguous() and has_gaps(form):
        raw = _without_gaps(raw.view(plain.dtype), form).view(torch.uint8)
    return raw.numpy().data


def has_gaps(form: TensorForm) -> bool:
    """Whether there may be memory between the first and the last element that is none of the tensor's."""
    reached = 1
    for stride, size in _steps(form):
        if stride > reached:
            return True
        reached += (size - 1) * stride
    return False


def _steps(form: TensorForm) -> list[tuple[int, int]]:
    """Stride and size of the dimensions that lead to other elements, smallest stride first."""
    return sorted((stride, size) for size, stride in zip(form.shape, form.strides, strict=True) if size > 1 and stride)


def _overlaps(form: TensorForm) -> bool:
    """Whether two indices may lead to one element, beside those of expanded dimensions."""
    reached = 1
    for stride, size in _steps(form):
        if stride < reached:
            return True
        reached += (size - 1) * stride
    return False


def _without_gaps(memory: Tensor, form: TensorForm) -> Tensor:
    """A copy of the memory that is zero wherever the tensor does not reach."""
    kept = torch.zeros_like(memory)
    shape = [size if stride else 1 for size, stride in zip(form.shape, form.strides, strict=True)]
    if not _overlaps(form):
        kept.as_strided(shape, form.strides).copy_(memory.as_strided(shape, form.strides))
        return kept
    places = torch.zeros((), dtype=torch.int64)
    for size, stride in zip(shape, form.strides, strict=True):
        places = places.unsqueeze(-1) + torch.arange(size) * stride
    flat = places.reshape(-1)
    kept[flat] = memory[flat]
    return kept


def plain(tensor: Tensor) -> Tensor:
    """The same values without lazy conjugation or negation, which bytes alone would lose."""
    if tensor.is_conj() or tensor.is_neg():
        return tensor.resolve_conj().resolve_neg()
    return tensor


def body_bytes(form: TensorForm) -> int:
    """How many bytes of the body belong to a tensor of this form."""
    return 0 if form.device == "meta" else span(form) * DTYPES[form.dtype].itemsize


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
    dtype = DTYPES.get(form.dtype)
    if dtype is None:
        raise WireError("unknown dtype")
    if len(form.shape) > DIMS_MAX or len(form.shape) != len(form.strides):
        raise WireError("impossible number of dimensions")
    if form.offset < 0 or any(size < 0 for size in form.shape) or any(stride < 0 for stride in form.strides):
        raise WireError("negative size")
    if form.requires_grad and not (dtype.is_floating_point or dtype.is_complex):
        raise WireError("a gradient of whole numbers")
    limit = META_BYTES_MAX if form.device == "meta" else bytes_max
    volume = 1
    for size in form.shape:
        volume *= max(size, 1)
    size = max(volume, form.offset + span(form)) * dtype.itemsize
    if size > limit:
        raise WireError("tensor too big")
    if max(form.strides, default=0) * dtype.itemsize > META_BYTES_MAX:
        raise WireError("stride too big")
    return 0 if form.device == "meta" else size


def aligned(size: int) -> int:
    """`size` rounded up to the alignment of tensors in a body."""
    return -(-size // ALIGNMENT_BYTES) * ALIGNMENT_BYTES


def rebuild(forms: Iterable[TensorForm], body: bytearray) -> list[Tensor]:
    """Build fresh tensors from validated forms and a body that holds exactly their bytes."""
    tensors: list[Tensor] = []
    start = 0
    for form in forms:
        size = body_bytes(form)
        tensors.append(_one(form, body, start, size))
        start += aligned(size)
    return tensors


def _one(form: TensorForm, body: bytearray, start: int, size: int) -> Tensor:
    dtype = DTYPES[form.dtype]
    length = form.offset + span(form)
    if form.device == "meta":
        base = torch.empty(length, dtype=dtype, device="meta")
    elif not size:
        base = torch.zeros(length, dtype=dtype)
    else:
        base = _memory(dtype, memoryview(body)[start : start + size], form.offset)
    tensor = base.as_strided(form.shape, form.strides, form.offset)
    return tensor.detach().requires_grad_(form.requires_grad)


def _memory(dtype: torch.dtype, raw: memoryview, offset: int) -> Tensor:
    """Elements from `raw` in memory of their own, behind `offset` zeros; `WireError` for a bool that is neither."""
    if dtype == torch.bool and bool((torch.frombuffer(raw, dtype=torch.uint8) > 1).any()):
        raise WireError("a bool that is neither 0 nor 1")
    received = torch.frombuffer(raw, dtype=dtype)
    if not offset:
        return received.clone()
    base = torch.zeros(offset + len(received), dtype=dtype)
    base[offset:] = received
    return base
