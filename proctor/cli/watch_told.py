"""Which events of a watched session were told already: none is told twice, and what was withheld is told afterwards."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from proctor.session.chronicle import Chronicle
from proctor.session.envelope import Envelope
from proctor.session.focus import IN_ITS_PLACE
from proctor.session.state import Session


class Telling(NamedTuple):
    """An event to tell: in words (empty where they say nothing new), and the state after it."""

    envelope: Envelope
    line: str
    session: Session

    @property
    def private(self) -> bool:
        """Whether only interviewers may see it."""
        return self.envelope.after is not None


class Teller:
    """Follows both journals in the order in which things happened."""

    def __init__(self) -> None:
        self._chronicle = Chronicle()
        self._told: set[tuple[bool, int]] = set()

    @property
    def session(self) -> Session | None:
        """The state as far as it was followed."""
        return self._chronicle.session

    @property
    def dark(self) -> bool:
        """Whether focus time hides the work."""
        return self.session is not None and self.session.focus.now is not None

    def start_over(self) -> None:
        """Everything comes again from its beginning; what was told stays told."""
        self._chronicle = Chronicle()

    def follow(self, envelopes: Iterable[Envelope]) -> Iterator[Telling]:
        """Take in events, and yield those that were not told yet."""
        for envelope in sorted(envelopes, key=_order):
            self._chronicle, line = self._chronicle.after(envelope)
            key = envelope.after is not None, envelope.seq
            if envelope.kind == IN_ITS_PLACE or key in self._told:
                continue
            self._told.add(key)
            if self.session is not None:
                yield Telling(envelope, line, self.session)


def _order(envelope: Envelope) -> tuple[int, int, int]:
    """By the shared journal; private events come behind the shared one that they followed."""
    if envelope.after is None:
        return envelope.seq, 0, 0
    return envelope.after, 1, envelope.seq
