"""Values other than tensors that may travel, and the places that tensors have among them.

Python values: None, bool, int (64 bits), float, complex, str, list, tuple, dict with str keys, torch.dtype,
torch.device (cpu, meta), torch.Size, and tensors.
"""

from collections.abc import Callable
from typing import Any, Final

import torch
from torch import Tensor

from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.tensors import DTYPES, NAMES
from proctor.checks.wire.value_forms import DEPTH_MAX, Complex, Device, Dtype, Fixed, Items, Ref, Size, Table, Value


class TensorTable:
    """The tensors of one frame in order; a tensor that is named twice travels once."""

    def __init__(self) -> None:
        self.tensors: list[Tensor] = []
        self._known: dict[int, int] = {}

    def add(self, tensor: Tensor) -> int:
        """The index of the tensor, entering it on first sight."""
        index = self._known.get(id(tensor))
        if index is None:
            index = self._known[id(tensor)] = len(self.tensors)
            self.tensors.append(tensor)
        return index


def pack(value: object, table: TensorTable, depth: int = 0) -> Value:
    """Turn a Python value into one that travels, entering its tensors into `table`.

    Raises: NotPlain naming the first part that cannot travel.
    """
    if depth > DEPTH_MAX:
        raise NotPlain("a value nested too deeply")
    if isinstance(value, Tensor):
        return Ref(table.add(value))
    kind = type(value)
    if kind in _CONTAINERS or isinstance(value, list | tuple | dict):
        return _pack_container(value, table, depth + 1)
    return _pack_scalar(value)


def unpack(value: Value, tensors: list[Tensor], depth: int = 0) -> Any:
    """Turn a decoded value into the Python value it stands for; `WireError` when that is not possible."""
    if depth > DEPTH_MAX:
        raise WireError("nested too deeply")
    match value:
        case Ref(index):
            return tensor_at(index, tensors)
        case Items(items):
            return [unpack(item, tensors, depth + 1) for item in items]
        case Fixed(items):
            return tuple(unpack(item, tensors, depth + 1) for item in items)
        case Table(items=named):
            return {key: unpack(item, tensors, depth + 1) for key, item in named.items()}
        case Size() | Dtype() | Device() | Complex():
            return _unpack_scalar(value)
    return value


def tensor_at(index: int, tensors: list[Tensor]) -> Tensor:
    """The tensor of a frame at `index`; `WireError` when there is none."""
    if not 0 <= index < len(tensors):
        raise WireError("reference to a tensor that is not there")
    return tensors[index]


_CONTAINERS: Final = frozenset({list, tuple, dict, torch.Size})


def _pack_container(value: Any, table: TensorTable, depth: int) -> Value:
    if isinstance(value, torch.Size):
        return Size(tuple(value))
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotPlain("a dict with keys that are not strings")
        return Table({key: pack(item, table, depth) for key, item in value.items()})
    items = tuple(pack(item, table, depth) for item in value)
    return Items(items) if isinstance(value, list) else Fixed(items)


def _pack_scalar(value: object) -> Value:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -(1 << 63) <= value < (1 << 63):
            raise NotPlain("an int of more than 64 bits")
        return int(value)
    for kind, packer in _SCALARS:
        if isinstance(value, kind):
            return packer(value)
    raise NotPlain(f"a {type(value).__name__}")


def _pack_dtype(value: torch.dtype) -> Value:
    if value not in NAMES:
        raise NotPlain(str(value))
    return Dtype(NAMES[value])


def _pack_device(value: torch.device) -> Value:
    if value.type == "cpu":
        return Device("cpu")
    if value.type == "meta":
        return Device("meta")
    raise NotPlain(f"the device {value}")


_SCALARS: Final[tuple[tuple[type, Callable[[Any], Value]], ...]] = (
    (float, float),
    (str, str),
    (torch.dtype, _pack_dtype),
    (torch.device, _pack_device),
    (complex, lambda number: Complex(number.real, number.imag)),
)


def _unpack_scalar(value: Size | Dtype | Device | Complex) -> object:
    match value:
        case Size(sizes):
            if any(not 0 <= size < 1 << 62 for size in sizes):
                raise WireError("impossible size")
            return torch.Size(sizes)
        case Dtype(name):
            if name not in DTYPES:
                raise WireError("unknown dtype")
            return DTYPES[name]
        case Device(name):
            return torch.device(name)
        case Complex(real, imag):
            return complex(real, imag)
