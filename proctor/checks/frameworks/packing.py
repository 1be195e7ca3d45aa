"""Values of a call between the wire and a framework: its own tensors and dtypes in, its own out."""

from collections.abc import Sequence
from typing import Any, Final

from proctor.checks.frameworks.contract import Framework, Tensor
from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.value_forms import DEPTH_MAX, Complex, Device, Dtype, Fixed, Items, Ref, Size, Table, Value

_DEVICE: Final = "device"


class Packing:
    """Packs and unpacks for one framework."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework

    def pack(self, value: object, tensors: list[Tensor], depth: int = 0) -> Value:
        """A value that travels, with its tensors entered into `tensors`; `NotPlain` names the first that cannot."""
        if depth > DEPTH_MAX:
            raise NotPlain("a value nested too deeply")
        if self._framework.is_tensor(value):
            tensors.append(value)
            return Ref(len(tensors) - 1)
        if isinstance(value, dict):
            if not all(isinstance(key, str) for key in value):
                raise NotPlain("a dict with keys that are not strings")
            return Table({key: self.pack(item, tensors, depth + 1) for key, item in value.items()})
        if isinstance(value, list | tuple):
            items = tuple(self.pack(item, tensors, depth + 1) for item in value)
            return Items(items) if isinstance(value, list) else Fixed(items)
        return self._pack_scalar(value)

    def arguments(
        self, args: Value, kwargs: Value, tensors: Sequence[Tensor]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Positional and keyword arguments; a device is torch's to name, and dropped."""
        named: dict[str, Any] = self.unpack(kwargs, tensors)
        named.pop(_DEVICE, None)
        return tuple(self.unpack(args, tensors)), named

    def unpack(self, value: Value, tensors: Sequence[Tensor]) -> Any:  # noqa: PLR0911 - one table
        """The Python value that a value of the wire stands for."""
        match value:
            case Ref(index):
                if not 0 <= index < len(tensors):
                    raise WireError("reference to a tensor that is not there")
                return tensors[index]
            case Items(items):
                return [self.unpack(item, tensors) for item in items]
            case Fixed(items):
                return tuple(self.unpack(item, tensors) for item in items)
            case Table(items=named):
                return {key: self.unpack(item, tensors) for key, item in named.items()}
            case Size(sizes):
                return sizes
            case Dtype(name):
                return self._framework.dtype(name)
            case Device(name):
                return name
            case Complex(real, imag):
                return complex(real, imag)
        return value

    def _pack_scalar(self, value: object) -> Value:
        if value is None or isinstance(value, bool | str | float):
            return value
        if isinstance(value, int) and -(1 << 63) <= value < (1 << 63):
            return int(value)
        if isinstance(value, complex):
            return Complex(value.real, value.imag)
        name = self._framework.dtype_name(value)
        if name is None:
            raise NotPlain(f"a {type(value).__name__}")
        return Dtype(name)
