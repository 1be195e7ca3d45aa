"""How one envelope becomes one line of a journal, and back.

A line is eight lower-case hex digits (CRC-32 of the JSON), a space, compact ASCII JSON, and a newline, which the
functions here neither add nor accept.
"""

import re
import zlib
from hashlib import sha256
from typing import Final

import msgspec

from proctor.session.envelope import ENVELOPE_VERSION, Envelope

_CRC_CHARS: Final = 8
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Envelope)


class LineError(ValueError):
    """This line is not what a writer would have written; the text says in which way."""


def encode_line(envelope: Envelope) -> bytes:
    """Return the line of `envelope`, without newline."""
    return checked(_ascii(_encoder.encode(envelope)))


def decode_line(line: bytes) -> Envelope:
    """Return the envelope of `line` (without newline).

    Raises: LineError if the checksum's text, the JSON or the version is not right.
    """
    try:
        envelope = _decoder.decode(unchecked(line))
    except msgspec.DecodeError as fault:
        raise LineError(f"it is not an event ({fault})") from None
    if envelope.v != ENVELOPE_VERSION:
        raise LineError(f"it has format {envelope.v}, and this proctor knows format {ENVELOPE_VERSION}")
    return envelope


def trusted(line: bytes) -> Envelope:
    """Return the envelope of a line that somebody else has verified. Raises: LineError if it is none."""
    try:
        return _decoder.decode(line[_CRC_CHARS + 1 :])
    except msgspec.DecodeError as fault:
        raise LineError(f"it is not an event ({fault})") from None


def checked(body: bytes) -> bytes:
    """Return the line that holds `body`, with its checksum."""
    return _head(body) + body


def unchecked(line: bytes) -> bytes:
    """Return what `line` holds. Raises: LineError if the checksum's text does not match it."""
    body = line[_CRC_CHARS + 1 :]
    # As text: read as a number, the checksum would also match in other spellings.
    if not line.startswith(_head(body)):
        raise LineError("its checksum does not match")
    return body


def line_hash(line: bytes) -> str:
    """Return what the next line's `prev` must say."""
    return sha256(line).hexdigest()


def compact_json(data: object) -> msgspec.Raw:
    """Return `data` (JSON bytes, or anything msgspec can encode) as compact JSON on one line.

    Raises: ValueError if bytes are not JSON.
    """
    encoded = data if isinstance(data, bytes) else _encoder.encode(data)
    return msgspec.Raw(_ascii(msgspec.json.format(encoded, indent=-1)))


def _head(body: bytes) -> bytes:
    """The checksum and the space behind it."""
    return b"%08x " % zlib.crc32(body)


def _ascii(encoded: bytes) -> bytes:
    """Spell everything beyond ASCII as an escape: in JSON it can only stand inside strings."""
    if encoded.isascii():
        return encoded
    return _NOT_ASCII.sub(_escape, encoded.decode()).encode("ascii")


def _escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
