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
    return _away(left) if gone else left


def _without_tmux(session: Session) -> bool:
    """Whether the candidate's screen is on their own terminal, and goes when that goes."""
    return not session.sight.window and "candidate" in session.roles_present()


def _back(session: Session) -> Session:
    return replace(session, sight=session.sight.back(_used_s(session)))


def _away(session: Session) -> Session:
    return replace(session, sight=session.sight.left(session.t_s, _used_s(session)))


def _used_s(session: Session) -> float:
    return 0.0 if session.clock is None else session.clock.used_at_s(session.t_s)


def _attached(session: Session, _event: ev.TerminalAttached, _by: Doer) -> Session:
    return _back(session)


def _detached(session: Session, _event: ev.TerminalDetached, _by: Doer) -> Session:
    return _away(session)


def _window(session: Session, event: ev.WindowShown, _by: Doer) -> Session:
    return replace(session, sight=session.sight.in_window(event.window, session.t_s))


def _view(session: Session, event: ev.ViewChanged, _by: Doer) -> Session:
    return replace(session, sight=session.sight.seeing(event, session.t_s))


def _presented(session: Session, event: ev.WorkPresented, by: Doer) -> Session:
    rules.may_present(session, by.role, event.file)
    return replace(session, sight=session.sight.pointing(event, session.t_s))


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
