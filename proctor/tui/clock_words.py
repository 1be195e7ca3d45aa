"""What the clock bar says. Pure: time arrives as a number, the wall clock as text in the session."""

from datetime import datetime, timedelta, tzinfo

from proctor.session.durations import clock_text
from proctor.session.phases import TITLES
from proctor.session.rules import EDITOR_WARNINGS_S, reminder_marks_s
from proctor.session.state import Session
from proctor.tui.shapes import CLOCK_NONE, CLOCK_PAUSED, CLOCK_RUNNING, Mark


def local_time(at_utc: str, *, seconds: float = 0.0, zone: tzinfo | None = None, with_seconds: bool = False) -> str:
    """`14:05` (or `14:05:09`) where the person sits, `seconds` after a UTC instant; empty if there is none."""
    if not at_utc:
        return ""
    moment = datetime.fromisoformat(at_utc) + timedelta(seconds=seconds)
    return moment.astimezone(zone).strftime("%H:%M:%S" if with_seconds else "%H:%M")


def phase_word(session: Session) -> str:
    """`WORK`."""
    return TITLES[session.phase].upper()


def clock_mark(session: Session) -> Mark:
    """Whether time is running, stands still, or is not counted in this phase."""
    if session.paused:
        return CLOCK_PAUSED
    return CLOCK_RUNNING if session.clock is not None else CLOCK_NONE


def remaining_text(session: Session, t_s: float) -> str:
    """`14:59`, padded to the width that the phase began with, so that a tick never moves anything; empty untimed."""
    remaining_s = session.remaining_s(t_s)
    if remaining_s is None or session.clock is None:
        return ""
    return clock_text(remaining_s).rjust(len(clock_text(session.clock.limit_s)))


def last_known_text(session: Session) -> str:
    """Beside the remaining time while no host counts it: what a missing host takes may be given back."""
    return "left when last known" if session.clock is not None else ""


def ends_text(session: Session, zone: tzinfo | None = None) -> str:
    """`ends 14:20`, or since when the clock stands still."""
    if session.pause is not None:
        since = local_time(session.at_utc, seconds=session.pause.since_s - session.t_s, zone=zone)
        return f"left, {session.pause.reason} since {since}"
    expires_s = session.clock.expires_at_s() if session.clock is not None else None
    if expires_s is None:
        return ""
    return f"left, ends {local_time(session.at_utc, seconds=expires_s - session.t_s, zone=zone)}"


def runs_low(session: Session, t_s: float) -> bool:
    """Whether the last scaled reminder of the phase, or the editor's first warning, has passed."""
    remaining_s = session.remaining_s(t_s)
    if remaining_s is None or session.clock is None:
        return False
    bound_s = max(EDITOR_WARNINGS_S[0], session.clock.limit_s / 12 + 15)
    low_s = [mark_s for mark_s in reminder_marks_s(session.clock.limit_s) if mark_s <= bound_s]
    return remaining_s <= max(low_s, default=0.0)


def seconds_to_next_tick(session: Session | None, t_s: float) -> float:
    """When to look at the clock again: just after the remaining time has passed a whole second."""
    if session is None or session.clock is None or not session.clock.running:
        return 1.0
    return max(0.05, ((session.remaining_s(t_s) or 0.0) % 1.0 or 1.0) + 0.005)
