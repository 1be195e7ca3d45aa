"""What has happened in a rehearsal so far: the events of both journals, the state they fold to, and the picture."""

from datetime import UTC, datetime, timedelta

import msgspec

from proctor.session.answers import Answers
from proctor.session.envelope import ENVELOPE_VERSION, Envelope
from proctor.session.events import CheckEnded, Event
from proctor.session.fold import decode, fold, opened
from proctor.session.screen import Screen, ScreenRecord
from proctor.session.state import Session


class Happenings:
    """Grows like a session's journals, by the same rules, but only in memory.

    `session` is None before the first event; `base_ns` is what the boot clock says at the timeline's beginning.
    """

    def __init__(self, base_ns: int = 0) -> None:
        self.session: Session | None = None
        self.public: list[Envelope] = []
        self.private: list[Envelope] = []
        self.hidden = Answers()
        self.picture = Screen()
        self._base_ns = base_ns
        self._began = datetime.now(UTC)

    def boot_ns(self, t_s: float) -> int:
        """What the boot clock says at a moment of the timeline."""
        return self._base_ns + round(t_s * 1e9)

    def believe(self, t_s: float, event: Envelope | Event, by: str, who: str = "") -> None:
        """One more event that everybody sees. Raises IllegalMove, and then nothing has happened."""
        envelope = self.written(t_s, event, by, who, seq=len(self.public) + 1)
        self.session = opened(envelope) if self.session is None else fold(self.session, envelope)
        self.public.append(envelope)

    def keep(self, t_s: float, event: Envelope | Event, by: str, who: str = "") -> None:
        """One more event that only interviewers see."""
        envelope = self.written(t_s, event, by, who, seq=len(self.private) + 1)
        said = decode(envelope)
        if isinstance(said, CheckEnded):
            self.hidden = self.hidden.with_verdict(said)
        self.private.append(msgspec.structs.replace(envelope, after=len(self.public)))

    def show(self, t_s: float, record: ScreenRecord) -> None:
        """One more change of the terminal's picture."""
        self.picture = self.picture.after(msgspec.structs.replace(record, t_s=t_s))

    def written(self, t_s: float, event: Envelope | Event, by: str, who: str = "", *, seq: int = 0) -> Envelope:
        """The event as if it were written now; no line is tied to the one before, because there are none."""
        data = event.data if isinstance(event, Envelope) else msgspec.Raw(msgspec.json.encode(event))
        at = self._began + timedelta(seconds=t_s)
        return Envelope(
            v=ENVELOPE_VERSION,
            seq=seq,
            at_utc=at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            boot_ns=self.boot_ns(t_s),
            by=by,
            who=who,
            kind=event.kind,
            data=data,
            prev="",
        )
