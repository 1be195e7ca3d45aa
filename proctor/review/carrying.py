"""What was found in journals as bytes, from one process of ours to the next: typed, and never anything but data."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from proctor.record.proof import Proof
from proctor.review.footage import Footage
from proctor.review.states import States, plain_mapping
from proctor.review.track import PackedTrack, Track
from proctor.session.envelope import Envelope
from proctor.session.state import Save


def carried(value: Footage | Proof) -> bytes:
    """Return `value` as MessagePack, without what is in the journals anyway."""
    return _ENCODER.encode(value)


def footage_in(content: bytes, public: Sequence[Envelope], private: Sequence[Envelope]) -> Footage:
    """Return what `carried` made of the passage through these journals. Raises: msgspec.DecodeError."""
    footage: Footage = _FOOTAGE.decode(content)
    for track in footage.tracks.values():
        track.journals = public, private
    saves = sorted((*footage.frames, *footage.late), key=lambda frame: frame.seq)
    footage.states.saves = [(one.seq, Save(one.taken, one.at_utc, one.t_s, one.phase)) for one in saves]
    return footage


def proof_in(content: bytes) -> Proof:
    """Return what `carried` made of it. Raises: msgspec.DecodeError."""
    return _PROOF.decode(content)


def _plain(value: object) -> object:
    return value.packed() if isinstance(value, Track | States) else plain_mapping(value)


def _made(kind: type, plain: Any) -> object:
    if kind is Track:
        return Track.of(msgspec.convert(plain, PackedTrack))
    if kind is States:
        return States.of(plain)
    raise NotImplementedError(f"{kind.__name__} cannot be unpacked")


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_plain)
_FOOTAGE: Final = msgspec.msgpack.Decoder(Footage, dec_hook=_made)
_PROOF: Final = msgspec.msgpack.Decoder(Proof)
