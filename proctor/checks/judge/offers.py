"""What the framework of the work does not offer: known from its card, so that no answer of a worker can claim it."""

from collections.abc import Iterable
from typing import Final

from torch import Tensor

from proctor.checks.outcome import NotOffered
from proctor.checks.wire.tensors import NAMES
from proctor.checks.wire.value_forms import Device, Dtype, Fixed, Items, Table, Value
from proctor.session.frameworks import Capability, Card, not_asked

_META: Final = "meta"
_HALVES: Final[tuple[Capability, ...]] = ("float16", "bfloat16")


def expect_offered(card: Card, capability: Capability) -> None:
    """Raise NotOffered, with the card's reason, for what the framework does not have."""
    if capability in card.losses:
        raise NotOffered(not_asked(card, capability))


def expect_expressible(card: Card, tensors: Iterable[Tensor], *values: Value) -> None:
    """Raise NotOffered for a device or a dtype among what is sent that the framework does not have."""
    if not card.losses:
        return
    for tensor in tensors:
        if tensor.is_meta:
            expect_offered(card, "meta")
        _expect_dtype(card, NAMES.get(tensor.dtype, ""))
    for value in values:
        _expect_value(card, value)


def _expect_value(card: Card, value: Value) -> None:
    match value:
        case Items(items) | Fixed(items):
            for item in items:
                _expect_value(card, item)
        case Table(items=named):
            if named.get("device") == _META:
                expect_offered(card, "meta")
            for item in named.values():
                _expect_value(card, item)
        case Device(name="meta"):
            expect_offered(card, "meta")
        case Dtype(name):
            _expect_dtype(card, name)


def _expect_dtype(card: Card, name: str) -> None:
    for half in _HALVES:
        if name == half:
            expect_offered(card, half)
