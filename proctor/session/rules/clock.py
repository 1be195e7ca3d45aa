"""Pauses, and time that is given."""

import math
from typing import Final

from proctor.session.clock import PhaseClock
from proctor.session.durations import length_text
from proctor.session.events import Actor
from proctor.session.phases import PauseReason
from proctor.session.rules.refusal import SLACK_S, clock_of, only, refused
from proctor.session.state import Session

MAX_EXTENSION_S: Final = 8 * 3600.0


def may_pause(session: Session, by: Actor, reason: PauseReason) -> PhaseClock:
    """The clock is stopped: by the interviewer or host, by the candidate in practice or within the agreed breaks."""
    clock = clock_of("pause", session)
    if session.pause is not None:
        raise refused("pause", session, "the clock already stands still")
    if clock.remaining_at_s(session.t_s) <= 0:
        raise refused("pause", session, "the time is over")
    if by == "candidate" and not session.terms.practice:
        agreed_s = session.terms.accommodation.breaks_s
        if not agreed_s:
            raise refused("pause", session, "no breaks were agreed", "ask the interviewer for a pause")
        if reason not in (PauseReason.BREAK, PauseReason.ACCOMMODATION):
            raise refused("pause", session, "a candidate's own pause is an agreed break", "use --reason break")
        if session.breaks_left_s(session.t_s) <= SLACK_S:
            raise refused("pause", session, f"the agreed {length_text(agreed_s)} of breaks are used up")
    return clock


def may_resume(session: Session, by: Actor) -> PhaseClock:
    """The clock runs again; a candidate ends only a pause of their own."""
    clock = clock_of("resume", session)
    if session.pause is None:
        raise refused("resume", session, "the clock is running")
    if by == "candidate" and session.pause.by != "candidate":
        raise refused("resume", session, f"the {session.pause.by} paused the clock and resumes it")
    return clock


def may_extend(session: Session, by: Actor, seconds: float) -> PhaseClock:
    """The interviewer gives more time (in practice the candidate may too)."""
    if not (by == "candidate" and session.terms.practice):
        only("extend", session, by, "interviewer")
    clock = clock_of("extend", session)
    if not 0 < seconds <= MAX_EXTENSION_S:
        raise refused("extend", session, f"the time must be between 1 s and {length_text(MAX_EXTENSION_S)}")
    return clock


def may_credit(session: Session, by: Actor, seconds: float) -> PhaseClock:
    """Lost time is given back by the host (downtime) or the interviewer (a lost connection)."""
    only("credit lost time", session, by, "host", "interviewer")
    clock = clock_of("credit lost time", session)
    if not 0 < seconds < math.inf:
        raise refused("credit lost time", session, "the time must be positive and finite")
    return clock
