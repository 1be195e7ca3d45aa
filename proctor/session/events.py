"""Every kind of event a session's journal can hold, with its data. Unknown kinds are kept and ignored by the fold.

A kind is `subject.happened`, in the past tense. Nothing here is an instruction: the host decided, then wrote.
`durable` kinds are on disk before anybody is told; the others follow with the next durable one.
"""

from typing import ClassVar, Final, Literal

import msgspec

from proctor.session.phases import EndCause, PauseReason, Phase
from proctor.session.terms import Terms
from proctor.session.verdicts import Verdict

Role = Literal["candidate", "interviewer"]
Actor = Literal["candidate", "interviewer", "host"]


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all event data."""

    kind: ClassVar[str]
    durable: ClassVar[bool] = True


class SessionCreated(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The agreement; always the first event."""

    kind = "session.created"
    terms: Terms
    boot_id: str


class HostStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A host owns the session; `downtime_s` is how long nobody did while it should have been alive."""

    kind = "host.started"
    boot_id: str
    pid: int
    version: str
    downtime_s: float = 0.0


class HostStopped(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The host left on purpose (nothing was running)."""

    kind = "host.stopped"
    reason: str = ""


class IsolationShown(Event, frozen=True, kw_only=True, omit_defaults=True):
    """How well candidate code is kept apart, as the engine really provides it; shown to both people."""

    kind = "isolation.shown"
    level: int
    note: str


class ShellShown(Event, frozen=True, kw_only=True, omit_defaults=True):
    """How well the candidate's editor and shell are kept apart (3 sealed, 2 confined, 0 open), by trial."""

    kind = "shell.shown"
    level: int
    note: str


class ClientJoined(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A screen or command line connected on a role's socket."""

    kind = "client.joined"
    durable = False
    client: str
    role: Role
    name: str = ""
    screen: bool = True


class ClientLeft(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A screen or command line is gone."""

    kind = "client.left"
    durable = False
    client: str


class BeginAllowed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The interviewer confirmed; the candidate may start the clock."""

    kind = "begin.allowed"


class TourChecked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The lobby's scratch file was saved and checked (a rehearsal of save and verdict; never part of the work)."""

    kind = "tour.checked"
    durable = False
    verdict: Verdict
    message: str = ""
    ms: float = 0.0


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


class WalkthroughWritten(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate explained the work in writing, before feedback."""

    kind = "walkthrough.written"
    text: str


class FeedbackDelivered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One strength and one area for improvement reached the candidate."""

    kind = "feedback.delivered"
    strength: str
    improvement: str
    source: Literal["interviewer", "guide"] = "interviewer"


class FeedbackAnswered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate answered the feedback in writing."""

    kind = "feedback.answered"
    text: str


class SessionFinished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The session is over; `commit` is the final state of the work."""

    kind = "session.finished"
    cause: EndCause
    commit: str = ""


class SnapshotTaken(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A content state of the workspace was committed. `late` ones are kept but never count."""

    kind = "snapshot.taken"
    commit: str
    tree: str
    paths: tuple[str, ...] = ()
    added: int = 0
    deleted: int = 0
    trigger: str = "save"
    late: bool = False
    left_out: tuple[str, ...] = ()


class SnapshotTagged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A snapshot got one of the names `start`, `submitted`, `feedback`, `final`."""

    kind = "snapshot.tagged"
    tag: str
    commit: str


class LateEditsKept(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The revision began from the submitted work; files that had been changed since (if any) were set aside."""

    kind = "late.kept"
    paths: tuple[str, ...]
    folder: str


class FileRestored(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate took an earlier version of a file back."""

    kind = "file.restored"
    path: str
    commit: str


class RunStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The checks run on a snapshot."""

    kind = "run.started"
    durable = False
    run: str
    commit: str
    tree: str
    checks: tuple[str, ...]
    visibility: Literal["visible", "hidden"] = "visible"


class CheckEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One check's verdict on one snapshot."""

    kind = "check.ended"
    durable = False
    run: str
    commit: str
    tree: str
    check: str
    verdict: Verdict
    message: str = ""
    output: str = ""
    ms: float = 0.0
    evidence: Literal["judge", "worker"] = "judge"
    later: bool = False
    """Judged after the session from its record; then it says nothing about how the work stood when it was seen."""


class RunEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A run is over; `superseded` when a newer save took its place, `fault` when something of ours broke."""

    kind = "run.ended"
    run: str
    commit: str
    ms: float = 0.0
    superseded: bool = False
    fault: str = ""


class SeedDrawn(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: the seed a run's inputs were drawn from."""

    kind = "seed.drawn"
    durable = False
    run: str
    seed: int


class WorkFlagged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: a place in the work that a person should look at, when it is seen first; never a verdict.

    `sort` is "shortcut" for what the exercise wants looked at, "tamper" for signs of deceiving a measurement.
    """

    kind = "work.flagged"
    durable = False
    commit: str
    tree: str
    sort: Literal["shortcut", "tamper"]
    file: str
    line: int
    what: str
    why: str
    text: str = ""


class WatchLost(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Saves are found by looking at the folder at intervals, because file notices are not to be had."""

    kind = "watch.lost"
    why: str


KINDS: Final[dict[str, type[Event]]] = {event.kind: event for event in Event.__subclasses__()}
