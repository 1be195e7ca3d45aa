"""Who is there, what is in sight, and who steers."""

from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from proctor.session import events as ev
from proctor.session import rules
from proctor.session.handlers.handler import Doer, Handlers
from proctor.session.state import Session


def _joined(session: Session, event: ev.ClientJoined, _by: Doer) -> Session:
    joined = replace(session, present=MappingProxyType({**session.present, event.client: event}))
    return _back(joined) if _without_tmux(joined) else joined


def _left(session: Session, event: ev.ClientLeft, _by: Doer) -> Session:
    staying = {name: client for name, client in session.present.items() if name != event.client}
    left = replace(session, present=MappingProxyType(staying))
    gone = _without_tmux(session) and "candidate" not in left.roles_present()
    return replace(left, sight=left.sight.left(left.t_s)) if gone else left


def _without_tmux(session: Session) -> bool:
    """Whether the candidate's screen is on their own terminal, and goes when that goes."""
    return not session.sight.window and "candidate" in session.roles_present()


def _back(session: Session) -> Session:
    counted = session.clock is not None and session.clock.running
    return replace(session, sight=session.sight.back(session.t_s, counted=counted))


def _attached(session: Session, _event: ev.TerminalAttached, _by: Doer) -> Session:
    return _back(session)


def _detached(session: Session, _event: ev.TerminalDetached, _by: Doer) -> Session:
    return replace(session, sight=session.sight.left(session.t_s))


def _window(session: Session, event: ev.WindowShown, _by: Doer) -> Session:
    return replace(session, sight=replace(session.sight, window=event.window))


def _view(session: Session, event: ev.ViewChanged, _by: Doer) -> Session:
    return replace(session, sight=replace(session.sight, view=event))


def _presented(session: Session, event: ev.WorkPresented, _by: Doer) -> Session:
    return replace(session, sight=replace(session.sight, presented=event, presented_s=session.t_s))


def _controls(session: Session, event: ev.ControlsTaken | ev.ControlsReleased, by: Doer) -> Session:
    rules.may_control(session, by.role)
    return replace(session, controls=event.name if isinstance(event, ev.ControlsTaken) else "")


HANDLERS: Final[Handlers] = {
    ev.ClientJoined: _joined,
    ev.ClientLeft: _left,
    ev.TerminalAttached: _attached,
    ev.TerminalDetached: _detached,
    ev.WindowShown: _window,
    ev.ViewChanged: _view,
    ev.WorkPresented: _presented,
    ev.ControlsTaken: _controls,
    ev.ControlsReleased: _controls,
}
