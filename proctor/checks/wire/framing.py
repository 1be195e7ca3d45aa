"""Frames: two lengths, a MessagePack header, and the bytes of its tensors; encoded and decoded whole.

How a tensor becomes bytes is a codec's: `frames.py` has torch's, `array_frames.py` that of NumPy.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.forms import TensorForm, aligned, body_bytes, validate
from proctor.checks.wire.messages import Reply, Request

PREFIX: Final = struct.Struct(">IQ")
_PADDING: Final = bytes(16)

Message = TypeVar("Message")
Held = TypeVar("Held")
"""What a tensor is in memory on this side."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a receiver accepts."""

    header_bytes: int
    body_bytes: int
    tensors: int


FROM_WORKER: Final = Bounds(header_bytes=256 << 10, body_bytes=256 << 20, tensors=256)
FROM_JUDGE: Final = Bounds(header_bytes=256 << 20, body_bytes=1 << 30, tensors=4096)


class _RequestHeader(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    message: Request
    tensors: tuple[TensorForm, ...]
    drops: tuple[int, ...]


class _ReplyHeader(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    message: Reply
    tensors: tuple[TensorForm, ...]


@dataclass(frozen=True, slots=True)
class Frame(Generic[Message, Held]):
    """A decoded message with its tensors; `drops` are handles that the judge no longer holds."""

    message: Message
    tensors: list[Held]
    drops: tuple[int, ...] = ()


class Codec(Protocol[Held]):
    """Tensors of one kind to bytes and back."""

    def plain(self, tensor: Held, /) -> Held:
        """The same values as bytes can hold them."""
        ...

    def form_of(self, tensor: Held, /) -> TensorForm:
        """Its description; `NotPlain` when it cannot travel."""
        ...

    def bytes_of(self, tensor: Held, form: TensorForm, /) -> memoryview:
        """Its memory."""
        ...

    def rebuild(self, forms: Iterable[TensorForm], body: bytearray, /) -> list[Held]:
        """Fresh tensors from validated forms and exactly their bytes."""
        ...


_ENCODER: Final = msgspec.msgpack.Encoder()
_REQUESTS: Final = msgspec.msgpack.Decoder(_RequestHeader)
_REPLIES: Final = msgspec.msgpack.Decoder(_ReplyHeader)


def lengths(prefix: bytes, bounds: Bounds) -> tuple[int, int]:
    """Lengths of header and body; `WireError` when either is beyond the bounds."""
    header, body = PREFIX.unpack(prefix)
    if header > bounds.header_bytes or body > bounds.body_bytes:
        raise WireError("frame too big")
    return header, body


class Framing(Generic[Held]):
    """Frames whose tensors are of one kind on this side."""

    def __init__(self, codec: Codec[Held]) -> None:
        self._codec = codec

    def encode_request(self, message: Request, tensors: list[Held], drops: tuple[int, ...] = ()) -> list[memoryview]:
        """The parts of a frame for a worker, to be sent in order."""
        dense = [self._codec.plain(tensor) for tensor in tensors]
        forms = tuple(map(self._codec.form_of, dense))
        return self._parts(_ENCODER.encode(_RequestHeader(message, forms, drops)), dense, forms)

    def encode_reply(self, message: Reply, tensors: list[Held], bounds: Bounds = FROM_WORKER) -> list[memoryview]:
        """The parts of a frame for a judge; `NotPlain` when it would be beyond what a judge accepts."""
        dense = [self._codec.plain(tensor) for tensor in tensors]
        forms = tuple(map(self._codec.form_of, dense))
        header = _ENCODER.encode(_ReplyHeader(message, forms))
        size = sum(aligned(body_bytes(form)) for form in forms)
        if len(forms) > bounds.tensors or len(header) > bounds.header_bytes or size > bounds.body_bytes:
            raise NotPlain(f"an answer of {len(forms)} tensors and {size:,} bytes, which is beyond the limit")
        return self._parts(header, dense, forms)

    def decode_request(self, header: bytes, body: bytearray, bounds: Bounds = FROM_JUDGE) -> Frame[Request, Held]:
        """Decode a frame from a judge."""
        decoded = _guarded(lambda: _REQUESTS.decode(header))
        return Frame(decoded.message, self._tensors(decoded.tensors, body, bounds), decoded.drops)

    def decode_reply(self, header: bytes, body: bytearray, bounds: Bounds = FROM_WORKER) -> Frame[Reply, Held]:
        """Decode a frame from a worker; anything that is not exactly a reply is a `WireError`."""
        decoded = _guarded(lambda: _REPLIES.decode(header))
        return Frame(decoded.message, self._tensors(decoded.tensors, body, bounds))

    def _parts(self, header: bytes, tensors: list[Held], forms: tuple[TensorForm, ...]) -> list[memoryview]:
        size = sum(aligned(body_bytes(form)) for form in forms)
        parts = [memoryview(PREFIX.pack(len(header), size) + header)]
        for tensor, form in zip(tensors, forms, strict=True):
            raw = self._codec.bytes_of(tensor, form)
            parts.append(raw)
            parts.append(memoryview(_PADDING)[: aligned(len(raw)) - len(raw)])
        return [part for part in parts if len(part)]

    def _tensors(self, forms: tuple[TensorForm, ...], body: bytearray, bounds: Bounds) -> list[Held]:
        if len(forms) > bounds.tensors:
            raise WireError("too many tensors")
        if sum(validate(form, bounds.body_bytes) for form in forms) > bounds.body_bytes:
            raise WireError("tensors too big together")
        if sum(aligned(body_bytes(form)) for form in forms) != len(body):
            raise WireError("body length differs from what the header says")
        return self._codec.rebuild(forms, body)


_Header = TypeVar("_Header")


def _guarded(decode: Callable[[], _Header]) -> _Header:
    try:
        return decode()
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        raise WireError(f"header does not decode: {error}") from None
