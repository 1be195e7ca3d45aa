"""From phase to phase."""

from typing import Final

from proctor.session import events as ev
from proctor.session.decisions.rule import Args, Rules
from proctor.session.events import Actor
from proctor.session.phases import EndCause, Phase
from proctor.session.state import Session


def _begin(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    if by == "interviewer":
        return [] if session.opened else [ev.BeginAllowed()]
    return [ev.PhaseBegan(phase=Phase.WORK, limit_s=session.terms.work_limit_s)]


def _submit(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    return [ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=_commit(session))]


def _end(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    if session.phase is Phase.LOBBY:
        return [ev.SessionFinished(cause=EndCause.CANCELLED)]
    if session.phase is Phase.WORK:
        return [ev.WorkSubmitted(cause=EndCause.ENDED, commit=_commit(session))]
    return [ev.SessionFinished(cause=EndCause.ENDED, commit=_commit(session))]


def _revise(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    return [ev.PhaseBegan(phase=Phase.REVISION, limit_s=session.terms.revision_limit_s)]


def _finish(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    return [ev.SessionFinished(cause=EndCause.FINISHED, commit=_commit(session))]


def _commit(session: Session) -> str:
    return session.newest.commit if session.newest else ""


RULES: Final[Rules] = {
    "begin": _begin,
    "submit": _submit,
    "end": _end,
    "revise": _revise,
    "finish": _finish,
}
