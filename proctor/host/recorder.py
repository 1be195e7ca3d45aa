"""The one place where events come into being: written to the journal, then folded, then told.

A `Moment` is read once per decision, so that what was decided and what is written agree on the time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from msgspec.structs import replace

from proctor.link.machine import boot_ns, utc_text
from proctor.link.messages import Told, line
from proctor.record.journal import Journal
from proctor.record.reading import read
from proctor.record.store import SessionFolder
from proctor.session.answers import Answers
from proctor.session.envelope import Envelope
from proctor.session.events import Actor, Event
from proctor.session.fold import applied, fold, replay
from proctor.session.observations import observed
from proctor.session.state import Session


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of both clocks."""

    at_utc: str
    boot_ns: int

    @classmethod
    def now(cls) -> Self:
        """The present."""
        return cls(utc_text(), boot_ns())


Listener = Callable[[Envelope, Event, bytes], None]
PrivateListener = Callable[[Envelope, bytes], None]


class Recorder:
    """The journals of a session, the state they fold to, and whoever listens."""

    def __init__(self, public: Journal, private: Journal, history: list[Envelope], secrets: list[Envelope]) -> None:
        self.session: Session = replay(history)
        self.history: list[Envelope] = history
        self.lines: list[bytes] = [line(Told(event=envelope)) for envelope in history]
        self.private_lines: list[bytes] = [line(Told(event=envelope, private=True)) for envelope in secrets]
        self.secrets: list[Envelope] = secrets
        self.observations = observed(secrets)
        self._public = public
        self._private = private
        self.closed = False
        self._listeners: list[Listener] = []
        self._private_listeners: list[PrivateListener] = []

    @classmethod
    def open(cls, folder: SessionFolder) -> Self:
        """Take the session's journals for writing; raises RecordError when another process holds them."""
        public = Journal.open(folder.events)
        private = Journal.open(folder.private)
        return cls(public, private, list(read(folder.events).envelopes), list(read(folder.private).envelopes))

    @property
    def hidden(self) -> Answers:
        """What hidden checks have said so far."""
        return self.observations.hidden

    def listen(self, listener: Listener) -> None:
        """Have every public event told as it comes."""
        self._listeners.append(listener)

    def listen_private(self, listener: PrivateListener) -> None:
        """Have every private event's line told as it comes."""
        self._private_listeners.append(listener)

    def at(self, moment: Moment) -> Session:
        """The state with its timeline moved to `moment`; what decisions are made on."""
        now_ns = max(moment.boot_ns, self.session.boot_ns)
        return replace(self.session, t_s=self.session.time_at_s(now_ns), boot_ns=now_ns)

    def record(self, event: Event, by: Actor = "host", moment: Moment | None = None, who: str = "") -> Envelope:
        """Write one event, believe it, tell it. Raises IllegalMove (nothing written) or RecordError.

        `who` is the name of the person who acted, where there is one.
        """
        moment = moment or Moment.now()
        applied(self.at(moment), event, by, who)
        envelope = self._public.append(
            event.kind, event, by=by, who=who, at_utc=moment.at_utc, boot_ns=moment.boot_ns, durable=event.durable
        )
        self.session = fold(self.session, envelope)
        text = line(Told(event=envelope))
        self.history.append(envelope)
        self.lines.append(text)
        for listener in tuple(self._listeners):
            listener(envelope, event, text)
        return envelope

    def record_all(self, events: Sequence[Event], by: Actor, moment: Moment, who: str = "") -> None:
        """Write several events of one decision."""
        for event in events:
            self.record(event, by, moment, who)

    def record_private(self, event: Event, by: Actor = "host", who: str = "") -> None:
        """Write one event that only interviewers may see."""
        moment = Moment.now()
        envelope = self._private.append(
            event.kind,
            event,
            by=by,
            who=who,
            at_utc=moment.at_utc,
            boot_ns=moment.boot_ns,
            after=self.session.seq,
            durable=event.durable,
        )
        self.secrets.append(envelope)
        self.observations = self.observations.with_event(envelope)
        text = line(Told(event=envelope, private=True))
        self.private_lines.append(text)
        for listener in tuple(self._private_listeners):
            listener(envelope, text)

    def close(self) -> None:
        """Give the journals up."""
        self.closed = True
        self._public.close()
        self._private.close()
