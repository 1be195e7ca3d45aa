"""What a report says about the session itself: what was agreed, how its phases went, what went off script."""

from enum import StrEnum

import msgspec

from proctor.session.phases import Phase


class Isolated(msgspec.Struct, frozen=True):
    """How well code was kept apart: 3 sealed, 2 confined, 1 separated, 0 open."""

    level: int
    note: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Which session this is. `candidate` is a label where the reader is blind; times are RFC 3339, UTC.

    `private`: what only interviewers may see is in the report. `checks_apart` and `shell_apart` are null if unknown.
    """

    session: str
    exercise: str
    exercise_digest: str
    title: str
    kind: str
    level: str
    framework: str
    candidate: str
    blind: bool
    private: bool
    practice: bool
    created_at: str
    ended_at: str
    length_s: float
    checks_apart: Isolated | None
    shell_apart: Isolated | None
    recorded_by: tuple[str, ...]
    """Versions of proctor that hosted the session."""
    made_by: str
    """The version that made this report."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed before the clock started, extra time included; `lines` say the rest in sentences."""

    work_limit_s: float
    revision_limit_s: float
    extra_time_percent: float
    breaks_s: float
    focus_s: float
    downtime: str
    screen: str
    aids: dict[str, str]
    criteria: dict[str, str]
    constraints: tuple[str, ...]
    hidden_checks: int
    keep_days: int
    kept_until: str | None
    """The last day on which the session is kept; null where there is no such day."""
    contact: str
    lines: tuple[str, ...]


class Span(msgspec.Struct, frozen=True):
    """From when to when on the session's timeline, and why."""

    start_s: float
    end_s: float
    words: str = ""


class PhaseCourse(msgspec.Struct, frozen=True, kw_only=True):
    """One phase as it went; `limit_s` (with extensions) and `used_s` are null where no clock ran."""

    phase: Phase
    start_s: float
    end_s: float
    limit_s: float | None
    used_s: float | None
    paused_s: float
    ended_by: str


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Something with a name that happened; `commit` is the snapshot that stood then."""

    t_s: float
    at: str
    sort: str
    kind: str
    """The event's own."""
    words: str
    commit: str
    private: bool


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """How the session went, in the order of time."""

    phases: tuple[PhaseCourse, ...]
    pauses: tuple[Span, ...]
    focus: tuple[Span, ...]
    away: tuple[Span, ...]
    """While the candidate's terminal was gone."""
    moments: tuple[Moment, ...]


class Sort(StrEnum):
    """What a line of the fairness log is about."""

    AGREED = "agreed"
    CLOCK = "clock"
    OUTAGE = "outage"
    HELP = "help"
    FOCUS = "focus"
    PHASE = "phase"
    FEEDBACK = "feedback"
    WORK = "work"
    CHECKS = "checks"
    MACHINE = "machine"
    LOOK = "worth a look"


class Deviation(msgspec.Struct, frozen=True, kw_only=True):
    """An accommodation, or something that did not go by the script; `t_s` is null for what held all along."""

    sort: Sort
    words: str
    t_s: float | None = None
    private: bool = False


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Something written by one person to the other; `number` is the question's own, or of the one that is answered."""

    t_s: float
    sort: str
    by: str
    who: str
    number: int
    text: str


class Revealed(msgspec.Struct, frozen=True, kw_only=True):
    """A hidden check that was shown to the candidate on purpose."""

    check: str
    promise: str
    verdict: str | None
    message: str


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A seal of the record: its digest, when it was made and why."""

    number: int
    at: str
    why: str
    digest: str
