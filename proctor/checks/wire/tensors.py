"""Tensors as bytes: dtype, shape, strides, storage offset, requires_grad and device describe what the bytes mean.

Only what a tensor can reach travels; the receiver rebuilds strides and storage offset around it. Memory between its
elements is sent as zeros: a column of a table says nothing about the columns beside it.
A tensor on `meta` travels without bytes.
"""

from collections.abc import Iterable
from typing import Final

import torch
from torch import Tensor

from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.forms import DIMS_MAX, ITEM_BYTES, TensorForm, aligned, body_bytes, span

DTYPES: Final[dict[str, torch.dtype]] = {name: getattr(torch, name) for name in ITEM_BYTES}
NAMES: Final = {dtype: name for name, dtype in DTYPES.items()}


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
