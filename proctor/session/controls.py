"""Who steers when several interviewers are there: one person holds the controls, the others observe.

A person is the name on their connection, so a cockpit and a plain command of the same name act as one.
"""

from proctor.errors import IllegalMove
from proctor.session import events as ev
from proctor.session.state import Session


def holder_is_present(session: Session) -> bool:
    """Whether the one who holds the controls has a screen open."""
    return any(client.role == "interviewer" and client.name == session.controls for client in session.present.values())


def others(session: Session, who: str) -> tuple[str, ...]:
    """The names of the other interviewers who are there, to whom the controls could be given."""
    there = {client.name for client in session.present.values() if client.role == "interviewer" and client.name}
    return tuple(sorted(there - {who}))


def steering(session: Session, who: str, act: str) -> list[ev.Event]:
    """What has to happen before `who` may `act`: nothing, or taking what nobody holds. Raises IllegalMove."""
    if session.controls == who:
        return []
    if not session.controls:
        return [ev.ControlsTaken(name=who)] if who else []
    raise _held(session, act)


def taking(session: Session, who: str) -> list[ev.Event]:
    """Take the controls that nobody holds, or whose holder has no screen open."""
    if session.controls == who:
        return []
    if session.controls and holder_is_present(session):
        raise _held(session, "take the controls")
    return [ev.ControlsTaken(name=who)]


def giving(session: Session, who: str, to: str) -> list[ev.Event]:
    """Hand the controls over to another interviewer who is there."""
    _must_hold(session, who, "hand over")
    if to == who:
        return []
    there = others(session, who)
    if to not in there:
        why = f"no interviewer called {to!r} is here" if to else "to whom?"
        here = f"here are: {', '.join(there)}" if there else "nobody else is here; release gives them up"
        raise IllegalMove(f"cannot hand over: {why}", hint=here)
    return [ev.ControlsTaken(name=to, giver=who)]


def releasing(session: Session, who: str) -> list[ev.Event]:
    """Give the controls up."""
    if not session.controls:
        return []
    _must_hold(session, who, "release")
    return [ev.ControlsReleased(name=who)]


def _must_hold(session: Session, who: str, act: str) -> None:
    if session.controls != who:
        raise _held(session, act) if session.controls else IllegalMove(f"cannot {act}: nobody holds the controls")


def _held(session: Session, act: str) -> IllegalMove:
    message = f"cannot {act}: {session.controls} holds the controls"
    if not holder_is_present(session):
        return IllegalMove(message, hint="they have no screen open: proctor controls take")
    same = f"if that is you, say --who {session.controls!r}"
    return IllegalMove(message, hint=f"they hand over with: proctor controls give NAME; {same}")
