"""`fold(session, envelope)`: the one function that turns events into state, for host, screens, replay and tests.

It refuses what the rules forbid (`IllegalMove`) and then has changed nothing; unknown kinds only move the timeline.
"""

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from proctor.errors import RecordError
from proctor.session import events as ev
from proctor.session import rules
from proctor.session.board import CheckBoard
from proctor.session.clock import PhaseClock
from proctor.session.envelope import Envelope
from proctor.session.events import Actor
from proctor.session.phases import Phase
from proctor.session.state import Isolation, Pause, Save, Session

RECENT_SAVES: Final = 200
_ACTORS: Final[dict[str, Actor]] = {"candidate": "candidate", "interviewer": "interviewer", "host": "host"}


def decode(envelope: Envelope) -> ev.Event | None:
    """The typed event inside an envelope; None for a kind this version does not know."""
    event_type = ev.KINDS.get(envelope.kind)
    if event_type is None:
        return None
    try:
        return msgspec.json.decode(envelope.data, type=event_type)
    except ValueError as error:  # msgspec's own errors, and bytes that are not UTF-8
        raise RecordError(f"record {envelope.seq} ({envelope.kind}) is malformed: {error}") from error


def opened(envelope: Envelope) -> Session:
    """The session that a journal's first event creates."""
    event = decode(envelope)
    if not isinstance(event, ev.SessionCreated):
        raise RecordError(f"a journal begins with session.created, not {envelope.kind}")
    return Session(
        terms=event.terms,
        seq=envelope.seq,
        boot_id=event.boot_id,
        boot_ns=envelope.boot_ns,
        at_utc=envelope.at_utc,
        board=CheckBoard(checks=event.terms.checks),
    )


def fold(session: Session, envelope: Envelope) -> Session:
    """The state after one more event. Raises IllegalMove if the rules refuse it."""
    event = decode(envelope)
    moved = _on_timeline(session, envelope, event)
    if event is None:
        return moved
    return applied(moved, event, _actor(envelope))


def replay(envelopes: Iterable[Envelope]) -> Session:
    """The state at the end of a journal."""
    rest = iter(envelopes)
    first = next(rest, None)
    if first is None:
        raise RecordError("the journal is empty", hint="the session was never created; start a new one")
    session = opened(first)
    for envelope in rest:
        session = fold(session, envelope)
    return session


def applied(session: Session, event: ev.Event, by: Actor) -> Session:
    """The state after `event` at the session's present time; refused events change nothing."""
    handler = _HANDLERS.get(type(event))
    return session if handler is None else handler(session, event, by)


def _actor(envelope: Envelope) -> Actor:
    by = _ACTORS.get(envelope.by)
    if by is None:
        raise RecordError(f"record {envelope.seq} ({envelope.kind}) names no known actor: {envelope.by!r}")
    return by


def _wall_s(session: Session, envelope: Envelope) -> float:
    try:
        passed = datetime.fromisoformat(envelope.at_utc) - datetime.fromisoformat(session.at_utc)
    except (ValueError, TypeError) as error:
        raise RecordError(f"record {envelope.seq} ({envelope.kind}) or the one before has no valid time") from error
    return passed.total_seconds()


def _on_timeline(session: Session, envelope: Envelope, event: ev.Event | None) -> Session:
    """Across a reboot only the wall clock can tell how long it took, and it may be wrong: never negative."""
    if isinstance(event, ev.HostStarted) and event.boot_id != session.boot_id:
        boot_id, boot_ns = event.boot_id, envelope.boot_ns
        passed_s = max(0.0, _wall_s(session, envelope))
    else:
        # A reading that went back must not make the same seconds count again.
        boot_id, boot_ns = session.boot_id, max(session.boot_ns, envelope.boot_ns)
        passed_s = (boot_ns - session.boot_ns) / 1e9
    return replace(
        session,
        seq=envelope.seq,
        boot_id=boot_id,
        boot_ns=boot_ns,
        at_utc=envelope.at_utc,
        t_s=session.t_s + passed_s,
    )


def _host_started(session: Session, event: ev.HostStarted, _by: Actor) -> Session:
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


def _isolation(session: Session, event: ev.IsolationShown, _by: Actor) -> Session:
    return replace(session, isolation=Isolation(event.level, event.note))


def _shell(session: Session, event: ev.ShellShown, _by: Actor) -> Session:
    return replace(session, shell=Isolation(event.level, event.note))


def _joined(session: Session, event: ev.ClientJoined, _by: Actor) -> Session:
    return replace(session, present=MappingProxyType({**session.present, event.client: event}))


def _left(session: Session, event: ev.ClientLeft, _by: Actor) -> Session:
    staying = {name: client for name, client in session.present.items() if name != event.client}
    return replace(session, present=MappingProxyType(staying))


def _begin_allowed(session: Session, _event: ev.BeginAllowed, by: Actor) -> Session:
    rules.may_open(session, by)
    return replace(session, opened=True)


def _tour(session: Session, event: ev.TourChecked, _by: Actor) -> Session:
    return replace(session, tour=event)


def _phase_began(session: Session, event: ev.PhaseBegan, by: Actor) -> Session:
    rules.may_enter(session, event.phase, by)
    return _entered(
        session, event.phase, clock=PhaseClock(limit_s=event.limit_s).started(session.t_s), reminded_s=float("inf")
    )


def _entered(session: Session, phase: Phase, **changes: Any) -> Session:
    return replace(
        session,
        phase=phase,
        phase_since_s=session.t_s,
        phase_since_utc=session.at_utc,
        pause=None,
        breaks_used_s=session.breaks_used_at_s(session.t_s),
        **changes,
    )


def _paused(session: Session, event: ev.ClockPaused, by: Actor) -> Session:
    clock = rules.may_pause(session, by, event.reason)
    return replace(session, clock=clock.stopped(session.t_s), pause=Pause(event.reason, event.note, by, session.t_s))


def _resumed(session: Session, _event: ev.ClockResumed, by: Actor) -> Session:
    clock = rules.may_resume(session, by)
    used_s = session.breaks_used_at_s(session.t_s)
    return replace(session, clock=clock.started(session.t_s), pause=None, breaks_used_s=used_s)


def _extended(session: Session, event: ev.ClockExtended, by: Actor) -> Session:
    clock = rules.may_extend(session, by, event.seconds).extended(event.seconds)
    return replace(session, clock=clock, reminded_s=rules.reminded_after(session, clock))


def _credited(session: Session, event: ev.ClockCredited, by: Actor) -> Session:
    clock = rules.may_credit(session, by, event.seconds).credited(event.seconds, session.t_s)
    return replace(session, clock=clock, reminded_s=rules.reminded_after(session, clock))


def _reminded(session: Session, event: ev.ReminderGiven, _by: Actor) -> Session:
    return replace(session, reminded_s=min(session.reminded_s, event.mark_s))


def _submitted(session: Session, event: ev.WorkSubmitted, by: Actor) -> Session:
    rules.may_submit(session, by, event.cause)
    return _entered(session, Phase.FEEDBACK, clock=None, submit_cause=event.cause)


def _walkthrough(session: Session, event: ev.WalkthroughWritten, by: Actor) -> Session:
    rules.may_explain(session, by)
    return replace(session, walkthrough=event.text)


def _feedback(session: Session, event: ev.FeedbackDelivered, by: Actor) -> Session:
    rules.may_give_feedback(session, by, event.source)
    return replace(session, feedback=event)


def _answered(session: Session, event: ev.FeedbackAnswered, by: Actor) -> Session:
    rules.may_answer(session, by)
    return replace(session, answer=event.text)


def _finished(session: Session, event: ev.SessionFinished, by: Actor) -> Session:
    rules.may_finish(session, by, event.cause)
    return _entered(session, Phase.DONE, clock=None, finish_cause=event.cause)


def _snapshot(session: Session, event: ev.SnapshotTaken, _by: Actor) -> Session:
    save = Save(event, session.at_utc, session.t_s, session.phase)
    saves = (*session.saves[-(RECENT_SAVES - 1) :], save)
    if event.late:
        return replace(session, late_saves=session.late_saves + 1, saves=saves)
    return replace(
        session,
        newest=event,
        snapshots=session.snapshots + 1,
        saves=saves,
        board=session.board.with_newest(event.tree),
    )


def _tagged(session: Session, event: ev.SnapshotTagged, _by: Actor) -> Session:
    return replace(session, tags=MappingProxyType({**session.tags, event.tag: event.commit}))


def _late_kept(session: Session, event: ev.LateEditsKept, _by: Actor) -> Session:
    return replace(session, late_kept=event.paths, put_back=True)


def _run_started(session: Session, event: ev.RunStarted, _by: Actor) -> Session:
    return replace(session, board=session.board.with_run(event)) if event.visibility == "visible" else session


def _check_ended(session: Session, event: ev.CheckEnded, _by: Actor) -> Session:
    """What was judged later about earlier content does not hide what was said of the newest."""
    if event.later and event.tree != session.board.newest_tree:
        return session
    return replace(session, board=session.board.with_verdict(event))


def _run_ended(session: Session, event: ev.RunEnded, _by: Actor) -> Session:
    return replace(session, board=session.board.without_run(event))


def _watch_lost(session: Session, event: ev.WatchLost, _by: Actor) -> Session:
    return replace(session, polling=event.why)


_HANDLERS: Final[dict[type[ev.Event], Callable[[Session, Any, Actor], Session]]] = {
    ev.HostStarted: _host_started,
    ev.IsolationShown: _isolation,
    ev.ShellShown: _shell,
    ev.ClientJoined: _joined,
    ev.ClientLeft: _left,
    ev.BeginAllowed: _begin_allowed,
    ev.TourChecked: _tour,
    ev.PhaseBegan: _phase_began,
    ev.ClockPaused: _paused,
    ev.ClockResumed: _resumed,
    ev.ClockExtended: _extended,
    ev.ClockCredited: _credited,
    ev.ReminderGiven: _reminded,
    ev.WorkSubmitted: _submitted,
    ev.WalkthroughWritten: _walkthrough,
    ev.FeedbackDelivered: _feedback,
    ev.FeedbackAnswered: _answered,
    ev.SessionFinished: _finished,
    ev.SnapshotTaken: _snapshot,
    ev.SnapshotTagged: _tagged,
    ev.LateEditsKept: _late_kept,
    ev.RunStarted: _run_started,
    ev.CheckEnded: _check_ended,
    ev.RunEnded: _run_ended,
    ev.WatchLost: _watch_lost,
}
