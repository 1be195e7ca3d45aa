"""Tensors as NumPy arrays, for a worker without torch: dense in memory, whatever strides they were sent with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.forms import DIFFERENTIABLE, DIMS_MAX, ITEM_BYTES, TensorForm, aligned, body_bytes
from proctor.checks.wire.framing import Framing

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """An array that travels; `requires_grad` as torch means it."""

    values: Array
    requires_grad: bool = False


def dtype_of(name: str) -> np.dtype[Any]:
    """NumPy's dtype of this name; `WireError` where NumPy has none."""
    if name == "bfloat16":
        try:
            import ml_dtypes  # noqa: PLC0415 - NumPy has no bfloat16 of its own, and few frameworks need it
        except ImportError:
            raise WireError("no bfloat16 without the package ml_dtypes") from None
        found: np.dtype[Any] = np.dtype(ml_dtypes.bfloat16)
        return found
    return np.dtype(name)


def plain(held: Held) -> Held:
    """The same values, densely."""
    return Held(np.ascontiguousarray(held.values).reshape(held.values.shape), held.requires_grad)


def form_of(held: Held) -> TensorForm:
    """Describe an array; `NotPlain` for a dtype that does not travel."""
    values = held.values
    name = values.dtype.name
    if name not in ITEM_BYTES:
        raise NotPlain(f"a tensor of dtype {name}")
    if values.ndim > DIMS_MAX:
        raise NotPlain(f"a tensor of {values.ndim} dimensions")
    grad = held.requires_grad and name in DIFFERENTIABLE
    return TensorForm(name, values.shape, _dense(values.shape), 0, grad, "cpu")


def bytes_of(held: Held, form: TensorForm) -> memoryview:
    """Its memory."""
    if not body_bytes(form):
        return memoryview(b"")
    return held.values.reshape(-1).view(np.uint8).data


def rebuild(forms: Iterable[TensorForm], body: bytearray) -> list[Held]:
    """Fresh arrays from validated forms and exactly their bytes."""
    found: list[Held] = []
    start = 0
    for form in forms:
        size = body_bytes(form)
        found.append(_one(form, memoryview(body)[start : start + size]))
        start += aligned(size)
    return found


def _one(form: TensorForm, raw: memoryview) -> Held:
    if form.device == "meta":
        raise WireError("a tensor without values")
    dtype = dtype_of(form.dtype)
    if not len(raw):
        return Held(np.zeros(form.shape, dtype), form.requires_grad)
    flat = np.frombuffer(raw, dtype)
    strides = tuple(stride * dtype.itemsize for stride in form.strides)
    strided = np.lib.stride_tricks.as_strided(flat, form.shape, strides, writeable=False)
    return Held(np.array(strided, copy=True, order="C"), form.requires_grad)


def _dense(shape: tuple[int, ...]) -> tuple[int, ...]:
    strides: list[int] = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))


class _Codec:
    plain = staticmethod(plain)
    form_of = staticmethod(form_of)
    bytes_of = staticmethod(bytes_of)
    rebuild = staticmethod(rebuild)


ARRAYS: Final = Framing[Held](_Codec())
