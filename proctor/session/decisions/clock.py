"""Pauses, and time that is given."""

from typing import Final

from proctor.errors import UsageError
from proctor.session import events as ev
from proctor.session.decisions.rule import Args, Rules
from proctor.session.events import Actor
from proctor.session.phases import PauseReason
from proctor.session.state import Session


def _pause(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    reason = PauseReason(str(args.get("reason", PauseReason.OTHER)))
    return [ev.ClockPaused(reason=reason, note=str(args.get("note", "")))]


def _resume(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.ClockResumed(note=str(args.get("note", "")))]


def _extend(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.ClockExtended(seconds=float(args["time"]), reason=str(args.get("reason", "")))]


def _credit(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    seconds = float(args.get("time") or 0.0) or session.sight.outage_s
    if not seconds:
        raise UsageError("no loss of the candidate's connection is known", hint="say how long: proctor credit 90s")
    return [ev.ClockCredited(seconds=seconds, cause="connection", note=str(args.get("note", "")))]


RULES: Final[Rules] = {
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "credit": _credit,
}
