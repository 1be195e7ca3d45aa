"""What was found in journals as bytes, from one process of ours to the next: typed, and never anything but data."""

from typing import Any, Final

import msgspec

from proctor.record.proof import Proof
from proctor.review.footage import Footage
from proctor.review.states import States, plain_mapping
from proctor.review.track import PackedTrack, Track


class Found(msgspec.Struct, frozen=True):
    """What is in both journals; `digests` is the SHA-256 of each by the name of its file."""

    digests: dict[str, str]
    footage: Footage


def carried(value: Found | Proof) -> bytes:
    """Return `value` as MessagePack."""
    return _ENCODER.encode(value)


def found_in(content: bytes) -> Found:
    """Return what `carried` made of it. Raises: msgspec.DecodeError."""
    return _FOUND.decode(content)


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
_FOUND: Final = msgspec.msgpack.Decoder(Found, dec_hook=_made)
_PROOF: Final = msgspec.msgpack.Decoder(Proof)
