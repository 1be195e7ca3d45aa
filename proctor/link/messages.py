"""What travels on a session's sockets: one JSON object per line, tagged by `t`. Version 1.

A client says `Hello` first and gets `Welcome` (or `Refused` with id 0), then every event after `from_seq`, then events
as they happen. Acts may be sent at any time; each gets exactly one answer with its id, in any order.
Unknown fields are ignored and unknown event kinds are kept, so that neighbouring versions understand each other.
"""

from typing import Any, Final

import msgspec

from proctor.session.envelope import Envelope
from proctor.session.screen import ScreenRecord

PROTOCOL: Final = 1
MAX_LINE_BYTES: Final = 4 << 20
ALL_EVENTS: Final = 0
NO_EVENTS: Final = -1


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="hello", omit_defaults=True):
    """A client introduces itself. `from_seq`: last seq it has (0 = send all; -1 = send no events at all).

    `screen`: it is a person's screen, so they are present. `picture`: it wants the picture of the candidate's terminal
    (interviewers only).
    """

    proto: int = PROTOCOL
    client: str = ""
    name: str = ""
    screen: bool = False
    picture: bool = False
    from_seq: int = ALL_EVENTS
    from_private: int = ALL_EVENTS


class Act(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="act", omit_defaults=True):
    """Ask for a verb of `session/verbs.py`, or an errand of the link itself (`terminal`, `status`, `stop`)."""

    id: int
    do: str
    args: dict[str, Any] = {}


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="welcome", omit_defaults=True):
    """The host accepts; `boot_ns` is its clock now, for clients on another machine."""

    proto: int
    session: str
    role: str
    seq: int
    boot_ns: int
    pid: int
    version: str


class Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="event", omit_defaults=True):
    """One journaled event; `private` ones reach interviewers only."""

    event: Envelope
    private: bool = False


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="screen", omit_defaults=True):
    """A change of the picture of the candidate's terminal. May be left out for a slow client; a whole one follows."""

    record: ScreenRecord


class Done(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="ok", omit_defaults=True):
    """An act was carried out."""

    id: int
    result: dict[str, Any] = {}


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="refused", omit_defaults=True):
    """An act was refused, with the reason, what to do, and the exit code for a command line."""

    id: int
    message: str
    hint: str = ""
    code: int = 2


FromClient = Hello | Act
FromHost = Welcome | Told | Shown | Done | Refused

_encoder: Final = msgspec.json.Encoder()
from_client: Final[msgspec.json.Decoder[FromClient]] = msgspec.json.Decoder(FromClient)
from_host: Final[msgspec.json.Decoder[FromHost]] = msgspec.json.Decoder(FromHost)


def line(message: FromClient | FromHost) -> bytes:
    """The message as it travels."""
    return _encoder.encode(message) + b"\n"
