"""A session told line by line: each event of both journals in one line of words, for lists, logs and screen readers.

What says nothing new has no words: a verdict that stays the same, a glance at the same pane, the seed of a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from proctor.session.chronicle import course, people, private, work
from proctor.session.chronicle.happening import Happening
from proctor.session.envelope import Envelope
from proctor.session.events import CheckEnded, Event
from proctor.session.focus import IN_ITS_PLACE
from proctor.session.fold import decode, fold, opened
from proctor.session.state import Session
from proctor.session.verdicts import Verdict

_SHARED: Final = {**course.TABLE, **people.TABLE, **work.TABLE}


@dataclass(frozen=True, slots=True)
class Chronicle:
    """How far a session has been told: its state by then, and the last verdict of each hidden check."""

    session: Session | None = None
    hidden: Mapping[str, Verdict] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, envelope: Envelope) -> tuple["Chronicle", str]:
        """How far it is told with one more event, and that event in words; empty where it says nothing new.

        An event of the private journal is known by its `after`.
        """
        event = decode(envelope)
        line = self._line(envelope, event)
        if envelope.after is None:
            session = opened(envelope) if self.session is None else fold(self.session, envelope)
            return Chronicle(session, self.hidden), line
        if isinstance(event, CheckEnded):
            return Chronicle(self.session, MappingProxyType({**self.hidden, event.check: event.verdict})), line
        return self, line

    def _line(self, envelope: Envelope, event: Event | None) -> str:
        if event is None:
            return "" if envelope.kind == IN_ITS_PLACE else f"{envelope.kind}, which this version does not know"
        words = (_SHARED if envelope.after is None else private.TABLE).get(type(event))
        if words is None:
            return envelope.kind
        return words(event, Happening(envelope.by, envelope.who, self.session, self.hidden))
