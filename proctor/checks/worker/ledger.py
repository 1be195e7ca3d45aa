"""A ledger of live bytes: what the operations of a call allocate, while they allocate it."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

_MANY = 256


@dataclass(frozen=True, slots=True)
class LiveBytes:
    """Bytes of storages made during a call: most at one time, the largest one, and still held after its result."""

    peak: int
    largest: int
    retained: int


class Ledger(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's class is not annotated
    """Sees every operation; counts each new storage once, for as long as something holds it.

    Views add nothing, and workspaces inside one operation are not seen.
    """

    def __init__(self, known: list[Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # likewise
        self._known = {_address(tensor) for tensor in known}
        self._live: dict[int, tuple[Any, int]] = {}
        self._at_most = 0
        self.peak = 0
        self.largest = 0

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(result):
            if isinstance(tensor, Tensor) and tensor.layout == torch.strided:
                self._enter(tensor)
        if self._at_most > self._known_peak():
            self.peak = max(self.peak, self.live_bytes())
        return result

    def live_bytes(self) -> int:
        """Bytes of the counted storages that something still holds."""
        self._live = {address: entry for address, entry in self._live.items() if not _expired(entry[0])}
        self._at_most = sum(size for _, size in self._live.values())
        return self._at_most

    def _known_peak(self) -> float:
        """What new storages may add up to before anybody looks which of the old ones are gone.

        Looking costs time for each of them, so where there are many a peak may be missed by one part in a hundred.
        """
        return self.peak if len(self._live) <= _MANY else self.peak * 1.01

    def _enter(self, tensor: Tensor) -> None:
        address = _address(tensor)
        if address in self._known:
            return
        storage = tensor.untyped_storage()
        size = storage.nbytes()
        held = self._live.get(address)
        reference: Any = StorageWeakRef
        if held is not None and _expired(held[0]):
            held = None  # another storage at the place of one that is gone
        self._live[address] = (held[0] if held else reference(storage), size)
        self._at_most += size - (held[1] if held else 0)
        self.largest = max(self.largest, size)


class Loan:
    """Copies of a call's inputs, to be taken once; whoever still holds one after the call has kept it."""

    def __init__(self, inputs: tuple[Any, ...]) -> None:
        self._copies = [tree_map(_copied, inputs)]
        storages = [item.untyped_storage() for item in self.tensors()]
        reference: Any = StorageWeakRef
        self._marks = [(reference(storage), storage.nbytes()) for storage in storages]

    def tensors(self) -> list[Tensor]:
        """What is lent, as long as nobody took it."""
        return [item for item in tree_leaves(self._copies) if isinstance(item, Tensor)]

    def take(self) -> tuple[Any, ...]:
        """The copies; from here on only the taker holds them."""
        copies: tuple[Any, ...] = self._copies.pop()
        return copies

    def kept_bytes(self) -> int:
        """Bytes of the copies that something still holds."""
        return sum(size for mark, size in self._marks if not _expired(mark))


def measure(call: Callable[[], object], known: list[Tensor]) -> LiveBytes:
    """Run `call`, drop what it returns, and report its live bytes.

    `known` are tensors that exist before it; the list is emptied, so that it does not hold them during the call.
    """
    gc.collect()
    ledger = Ledger(known)
    known.clear()
    with ledger:
        call()
    gc.collect()
    return LiveBytes(ledger.peak, ledger.largest, ledger.live_bytes())


def _copied(item: object) -> object:
    if not isinstance(item, Tensor) or item.layout != torch.strided or item.is_meta:
        return item
    return item.detach().clone().requires_grad_(item.requires_grad)


def _expired(reference: Any) -> bool:
    return bool(reference.expired())


def _address(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)  # noqa: SLF001 - the identity of a storage has no public name
