"""Values other than tensors as they stand on the wire, with the places that tensors have among them."""

from typing import Final, Literal

import msgspec

DEPTH_MAX: Final = 16


class _Tagged(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A value that MessagePack alone cannot tell apart."""


class Ref(_Tagged, frozen=True, tag="t"):
    """The tensor at this index of the frame."""

    index: int


class Items(_Tagged, frozen=True, tag="l"):
    """A list."""

    items: tuple["Value", ...]


class Fixed(_Tagged, frozen=True, tag="f"):
    """A tuple."""

    items: tuple["Value", ...]


class Table(_Tagged, frozen=True, tag="d"):
    """A dict with str keys."""

    items: dict[str, "Value"]


class Size(_Tagged, frozen=True, tag="s"):
    """A `torch.Size`."""

    sizes: tuple[int, ...]


class Dtype(_Tagged, frozen=True, tag="y"):
    """A `torch.dtype`."""

    name: str


class Device(_Tagged, frozen=True, tag="v"):
    """A `torch.device`."""

    name: Literal["cpu", "meta"]


class Complex(_Tagged, frozen=True, tag="c"):
    """A complex number."""

    real: float
    imag: float


Value = None | bool | int | float | str | Ref | Items | Fixed | Table | Size | Dtype | Device | Complex
