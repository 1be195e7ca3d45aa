"""The state of a session at intervals: as it is while a journal is gone through, packed from process to process."""

from types import MappingProxyType
from typing import Any, Final, Self

import msgspec

from proctor.session.state import Session


class States:
    """States in the order of time. One that came packed is unpacked when somebody asks for it: most are never."""

    def __init__(self) -> None:
        self._kept: list[Session | bytes] = []

    @classmethod
    def of(cls, packed: list[bytes]) -> Self:
        """What `packed` of others gave."""
        states = cls()
        states._kept[:] = packed
        return states

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, number: int) -> Session:
        state = self._kept[number]
        if isinstance(state, bytes):
            state = self._kept[number] = _DECODER.decode(state)
        return state

    def add(self, state: Session) -> None:
        """One more, later than all others."""
        self._kept.append(state)

    def packed(self) -> list[bytes]:
        """Each by itself, as MessagePack."""
        return [state if isinstance(state, bytes) else _ENCODER.encode(state) for state in self._kept]


def plain_mapping(value: object) -> dict[Any, Any]:
    """Return what a read-only mapping holds: msgspec knows none. Raises NotImplementedError for anything else."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be packed")


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=plain_mapping)
_DECODER: Final = msgspec.msgpack.Decoder(Session)
