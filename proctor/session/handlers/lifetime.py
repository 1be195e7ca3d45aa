"""What hosts say of themselves and of the machine."""

import dataclasses
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from proctor.session import events as ev
from proctor.session.handlers.handler import Doer, Handlers
from proctor.session.state import Isolation, Pause, Session


def _host_started(session: Session, event: ev.HostStarted, _by: Doer) -> Session:
    return replace(
        session,
        present=MappingProxyType({}),
        board=session.board.idle(),
        downtime_s=session.downtime_s + event.downtime_s,
        pause=_without(session.pause, event.downtime_s, session.t_s),
        polling="",
    )


def _without(pause: Pause | None, lost_s: float, t_s: float) -> Pause | None:
    """A pause in progress, as if the outage had not been: it uses up nobody's agreed break."""
    return None if pause is None else dataclasses.replace(pause, since_s=min(t_s, pause.since_s + max(0.0, lost_s)))


def _isolation(session: Session, event: ev.IsolationShown, _by: Doer) -> Session:
    return replace(session, isolation=Isolation(event.level, event.note))


def _shell(session: Session, event: ev.ShellShown, _by: Doer) -> Session:
    return replace(session, shell=Isolation(event.level, event.note))


def _sealed(session: Session, event: ev.RecordSealed, _by: Doer) -> Session:
    return replace(session, seal=event.digest)


def _watch_lost(session: Session, event: ev.WatchLost, _by: Doer) -> Session:
    return replace(session, polling=event.why)


HANDLERS: Final[Handlers] = {
    ev.HostStarted: _host_started,
    ev.IsolationShown: _isolation,
    ev.RecordSealed: _sealed,
    ev.ShellShown: _shell,
    ev.WatchLost: _watch_lost,
}
