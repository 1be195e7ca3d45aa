"""Phases and their clock."""

from typing import Literal

from proctor.session.events.base import Event
from proctor.session.phases import EndCause, PauseReason, Phase


class BeginAllowed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The interviewer confirmed; the candidate may start the clock."""

    kind = "begin.allowed"


class PhaseBegan(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A timed phase started its clock."""

    kind = "phase.began"
    phase: Phase
    limit_s: float


class ClockPaused(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The clock stands still."""

    kind = "clock.paused"
    reason: PauseReason
    note: str = ""


class ClockResumed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The clock runs again."""

    kind = "clock.resumed"
    note: str = ""


class ClockExtended(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The phase got more time."""

    kind = "clock.extended"
    seconds: float
    reason: str


class ClockCredited(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Time that an outage took was given back."""

    kind = "clock.credited"
    seconds: float
    cause: Literal["downtime", "connection"]
    note: str = ""


class ReminderGiven(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate was told that `mark_s` seconds or less are left."""

    kind = "reminder.given"
    durable = False
    mark_s: float


class WorkSubmitted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The main phase is over; `commit` is what counts as submitted."""

    kind = "work.submitted"
    cause: EndCause
    commit: str = ""


class SessionFinished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The session is over; `commit` is the final state of the work."""

    kind = "session.finished"
    cause: EndCause
    commit: str = ""
