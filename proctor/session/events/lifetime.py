"""A session's agreement, the hosts that owned it, and how well they could keep things apart."""

from proctor.session.events.base import Event
from proctor.session.terms import Terms


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


class RecordSealed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The record up to here was sealed; `digest` names seal number `number` and everything it covers."""

    kind = "record.sealed"
    number: int
    digest: str


class WatchLost(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Saves are found by looking at the folder at intervals, because file notices are not to be had."""

    kind = "watch.lost"
    why: str
