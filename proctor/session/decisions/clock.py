"""Pauses, and time that is given."""

from typing import Final

from proctor.errors import UsageError
from proctor.session import events as ev
from proctor.session.decisions.rule import Args, Rules
from proctor.session.events import Actor
from proctor.session.phases import PauseReason
from proctor.session.rules import SLACK_S
from proctor.session.state import Session


def _pause(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    reason = PauseReason(str(args.get("reason", PauseReason.OTHER)))
    return [ev.ClockPaused(reason=reason, note=str(args.get("note", "")))]


def _resume(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.ClockResumed(note=str(args.get("note", "")))]


def _extend(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.ClockExtended(seconds=float(args["time"]), reason=str(args.get("reason", "")))]


def _credit(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    given_s, lost_s = float(args.get("time") or 0.0), session.sight.outage_s
    if not given_s and lost_s <= SLACK_S:
        away = session.sight.away_since_s is not None
        hint = (
            "they are still away: pause, or credit once they are back" if away else "say how long: proctor credit 90s"
        )
        raise UsageError("no lost connection is known whose time was not given back", hint=hint)
    return [ev.ClockCredited(seconds=given_s or lost_s, cause="connection", note=str(args.get("note", "")))]


RULES: Final[Rules] = {
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "credit": _credit,
}
