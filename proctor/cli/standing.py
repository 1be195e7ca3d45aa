"""Where a session stands by its journal on disk, with or without a host."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from proctor.link.inside import session_inside
from proctor.link.launch import answers
from proctor.link.machine import boot_id, boot_ns
from proctor.link.places import places_of
from proctor.link.plain import told_events
from proctor.record.reading import START, Reading, read
from proctor.record.store import SessionFolder
from proctor.session.fold import replay
from proctor.session.phases import Phase
from proctor.session.state import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """The folded state at a moment: `t_s` is that moment on the session's timeline, `now` the same as wall clock."""

    folder: SessionFolder
    session: Session
    running: bool
    t_s: float
    now: datetime
    problem: str = ""

    @property
    def remaining_s(self) -> float | None:
        """Seconds left in this phase; None where it has no clock."""
        return self.session.remaining_s(self.t_s)

    @property
    def ends_at(self) -> datetime | None:
        """When the phase ends if nothing happens; None while no clock runs or nobody counts."""
        left_s = self.remaining_s
        if left_s is None or self.session.paused or not self.running:
            return None
        return self.now + timedelta(seconds=left_s)


def standing(folder: SessionFolder) -> Standing:
    """Fold the journal of `folder`. Raises RecordError if nothing of it can be read.

    Inside a sandbox there is no journal to read: there the host tells it. Raises HostUnreachable if it does not.
    """
    socket = places_of(folder.path).socket("candidate")
    if session_inside() == folder.path:
        return _at_present(folder, Reading(told_events(socket), START), running=True)
    return _at_present(folder, read(folder.events), running=answers(socket))


def _at_present(folder: SessionFolder, reading: Reading, *, running: bool) -> Standing:
    session = replay(reading.envelopes)
    now = datetime.now(UTC)
    return Standing(
        folder=folder,
        session=session,
        running=running,
        t_s=_timeline_s(session, now, running=running),
        now=now,
        problem=reading.problem or "",
    )


def _timeline_s(session: Session, now: datetime, *, running: bool) -> float:
    """An outage is given back under the policy `pause`, so that a stopped host's clock stands at its last event."""
    if session.phase is Phase.DONE or (not running and session.terms.downtime == "pause"):
        return session.t_s
    if session.boot_id == boot_id():
        return session.time_at_s(boot_ns())
    return session.t_s + max(0.0, (now - datetime.fromisoformat(session.at_utc)).total_seconds())
