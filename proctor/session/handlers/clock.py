"""Phases and their clock."""

from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from proctor.session import events as ev
from proctor.session import rules
from proctor.session.clock import PhaseClock
from proctor.session.handlers.handler import Doer, Handlers
from proctor.session.phases import Phase
from proctor.session.state import Pause, Session


def _begin_allowed(session: Session, _event: ev.BeginAllowed, by: Doer) -> Session:
    rules.may_open(session, by.role)
    return replace(session, opened=True)


def _phase_began(session: Session, event: ev.PhaseBegan, by: Doer) -> Session:
    rules.may_enter(session, event.phase, by.role)
    return _entered(
        session, event.phase, clock=PhaseClock(limit_s=event.limit_s).started(session.t_s), reminded_s=float("inf")
    )


def _paused(session: Session, event: ev.ClockPaused, by: Doer) -> Session:
    clock = rules.may_pause(session, by.role, event.reason)
    return replace(
        session, clock=clock.stopped(session.t_s), pause=Pause(event.reason, event.note, by.role, session.t_s)
    )


def _resumed(session: Session, _event: ev.ClockResumed, by: Doer) -> Session:
    clock = rules.may_resume(session, by.role)
    used_s = session.breaks_used_at_s(session.t_s)
    return replace(session, clock=clock.started(session.t_s), pause=None, breaks_used_s=used_s)


def _extended(session: Session, event: ev.ClockExtended, by: Doer) -> Session:
    clock = rules.may_extend(session, by.role, event.seconds).extended(event.seconds)
    return replace(session, clock=clock, reminded_s=rules.reminded_after(session, clock))


def _credited(session: Session, event: ev.ClockCredited, by: Doer) -> Session:
    clock = rules.may_credit(session, by.role, event.seconds).credited(event.seconds, session.t_s)
    sight = session.sight.given_back(event.seconds) if event.cause == "connection" else session.sight
    return replace(session, clock=clock, reminded_s=rules.reminded_after(session, clock), sight=sight)


def _reminded(session: Session, event: ev.ReminderGiven, _by: Doer) -> Session:
    return replace(session, reminded_s=min(session.reminded_s, event.mark_s))


def _submitted(session: Session, event: ev.WorkSubmitted, by: Doer) -> Session:
    rules.may_submit(session, by.role, event.cause)
    return _entered(session, Phase.FEEDBACK, clock=None, submit_cause=event.cause)


def _finished(session: Session, event: ev.SessionFinished, by: Doer) -> Session:
    rules.may_finish(session, by.role, event.cause)
    return _entered(session, Phase.DONE, clock=None, finish_cause=event.cause)


def _entered(session: Session, phase: Phase, **changes: Any) -> Session:
    return replace(
        session,
        phase=phase,
        phase_since_s=session.t_s,
        phase_since_utc=session.at_utc,
        entered_s=MappingProxyType({**session.entered_s, phase: session.t_s}),
        pause=None,
        breaks_used_s=session.breaks_used_at_s(session.t_s),
        focus=session.focus.ended(session.t_s),
        sight=session.sight.in_new_phase(),
        **changes,
    )


HANDLERS: Final[Handlers] = {
    ev.BeginAllowed: _begin_allowed,
    ev.PhaseBegan: _phase_began,
    ev.ClockPaused: _paused,
    ev.ClockResumed: _resumed,
    ev.ClockExtended: _extended,
    ev.ClockCredited: _credited,
    ev.ReminderGiven: _reminded,
    ev.WorkSubmitted: _submitted,
    ev.SessionFinished: _finished,
}
