"""The state of a session at intervals: as it is while a journal is gone through, packed from process to process."""

from bisect import bisect_right
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final, Self

import msgspec
from msgspec.structs import replace

from proctor.session.state import RECENT_SAVES, Save, Session


class States:
    """States in the order of time. One that came packed is unpacked when somebody asks for it: most are never.

    Recent saves are most of a state and the same in many, so they stay behind; `saves` has all, with the shared
    journal's number of each.
    """

    def __init__(self) -> None:
        self._kept: list[Session | bytes] = []
        self.saves: Sequence[tuple[int, Save]] = ()

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
            state = self._kept[number] = self._whole(_DECODER.decode(state))
        return state

    def add(self, state: Session) -> None:
        """One more, later than all others."""
        self._kept.append(state)

    def packed(self) -> list[bytes]:
        """Each by itself, as MessagePack."""
        return [_ENCODER.encode(replace(state, saves=())) for state in map(self.__getitem__, range(len(self)))]

    def _whole(self, state: Session) -> Session:
        count = bisect_right(self.saves, state.seq, key=lambda save: save[0])
        return replace(state, saves=tuple(save for _, save in self.saves[max(0, count - RECENT_SAVES) : count]))


def plain_mapping(value: object) -> dict[Any, Any]:
    """Return what a read-only mapping holds: msgspec knows none. Raises NotImplementedError for anything else."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be packed")


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=plain_mapping)
_DECODER: Final = msgspec.msgpack.Decoder(Session)
