"""Folding a long journal: verdicts, most of what one holds, are folded together while nobody asks for a state."""

from msgspec.structs import replace

from proctor.session.envelope import Envelope
from proctor.session.events import CheckEnded, Event
from proctor.session.fold import actor, fold_decoded
from proctor.session.state import Session


class Folding:
    """The state after all events that were added so far, as `fold` gives it, made when it is asked for.

    `t_s` and `boot_ns` are that state's. Raises what `fold` does when an event is added.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[CheckEnded] = []
        self._last: Envelope | None = None
        self.t_s, self.boot_ns = session.t_s, session.boot_ns

    def add(self, envelope: Envelope, event: Event | None) -> None:
        """One more, with what is inside the envelope."""
        if isinstance(event, CheckEnded):
            actor(envelope)
            boot_ns = max(self.boot_ns, envelope.boot_ns)
            self.t_s += (boot_ns - self.boot_ns) / 1e9
            self.boot_ns = boot_ns
            self._waiting.append(event)
            self._last = envelope
            return
        self._session = fold_decoded(self.session, envelope, event)
        self.t_s, self.boot_ns = self._session.t_s, self._session.boot_ns

    @property
    def session(self) -> Session:
        """The state now."""
        if self._last is not None:
            self._session = replace(
                self._session,
                seq=self._last.seq,
                boot_ns=self.boot_ns,
                at_utc=self._last.at_utc,
                t_s=self.t_s,
                board=self._session.board.with_verdicts(self._waiting),
            )
            self._waiting, self._last = [], None
        return self._session
