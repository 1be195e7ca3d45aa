"""What all events have in common, and who can act."""

from typing import ClassVar, Literal

import msgspec

Role = Literal["candidate", "interviewer"]
Actor = Literal["candidate", "interviewer", "host"]


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all event data."""

    kind: ClassVar[str]
    durable: ClassVar[bool] = True
