"""What a viewer of a rehearsal is told: everything, except during focus time, as in a live session."""

from typing import Final

import msgspec

from proctor.review.happenings import Happenings
from proctor.session.envelope import Envelope
from proctor.session.focus import IN_ITS_PLACE, WITHHELD

_BLANK: Final = msgspec.Raw(b"{}")


def is_dark(happened: Happenings) -> bool:
    """Whether focus time is running."""
    return happened.session is not None and happened.session.focus.now is not None


def public_since(happened: Happenings, seq: int) -> tuple[Envelope, ...]:
    """The shared events after number `seq`, with blanks for those that tell of the work in focus time."""
    return tuple(
        msgspec.structs.replace(envelope, kind=IN_ITS_PLACE, data=_BLANK) if _withheld(happened, envelope) else envelope
        for envelope in happened.public[seq:]
    )


def private_since(happened: Happenings, seq: int) -> tuple[Envelope, ...]:
    """The private events after number `seq`, without those that tell of the work in focus time."""
    return tuple(envelope for envelope in happened.private[seq:] if not _withheld(happened, envelope))


def _withheld(happened: Happenings, envelope: Envelope) -> bool:
    focus = happened.session.focus.now if happened.session is not None else None
    at_seq = envelope.seq if envelope.after is None else envelope.after
    return focus is not None and envelope.kind in WITHHELD and at_seq >= focus.since_seq
