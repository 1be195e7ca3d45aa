"""From an act to the events it brings about. Pure: the host writes them, then believes them, then tells the screens.

`decide` refuses (`IllegalMove`, `UsageError`) or returns events that the fold accepts; acts whose effect is not an
event of the rules (check, restore, history) are allowed here and carried out by the host.
"""

from typing import Final

from proctor.errors import IllegalMove, ProctorError, UsageError
from proctor.session import events as ev
from proctor.session.controls import steering
from proctor.session.decisions import RULES
from proctor.session.decisions.rule import Args
from proctor.session.events import Actor
from proctor.session.fold import applied
from proctor.session.phases import TITLES, PauseReason
from proctor.session.rules import MAX_MESSAGE_CHARACTERS
from proctor.session.state import Session
from proctor.session.verbs import BY_NAME, Verb

__all__ = ["Args", "decide", "refusal"]


def decide(session: Session, name: str, by: Actor, args: Args, who: str = "") -> list[ev.Event]:
    """The events of the act `name` by `by` at the session's present time (`session.t_s`).

    `who` is the person's name, which matters where several interviewers are there. Of private acts only whether they
    are possible now is decided here; `observations.decide_private` says what they bring about.
    """
    verb = BY_NAME.get(name)
    if verb is None:
        raise UsageError(f"there is no act {name!r}", hint=f"one of: {', '.join(sorted(BY_NAME))}")
    _guard(session, verb, by)
    _bounded(args)
    rule = RULES.get(name)
    events = rule(session, by, {**args, "who": who}) if rule else []
    if verb.steers and by == "interviewer":
        events = [*steering(session, who, name), *events]
    trial = session
    for event in events:
        trial = applied(trial, event, by, who)
    return events


def refusal(session: Session, name: str, by: Actor, who: str = "") -> str:
    """Why the act is not possible now, for a dimmed key; empty when it is (as far as can be said without arguments)."""
    try:
        decide(session, name, by, dict(_TRIAL_ARGS.get(name, {})), who)
    except ProctorError as error:
        return str(error)
    return ""


def _guard(session: Session, verb: Verb, by: Actor) -> None:
    if by not in verb.roles:
        raise IllegalMove(f"{verb.name} is for the {verb.roles[0]}", hint="use the other role's terminal")
    if session.phase not in verb.phases:
        when = ", ".join(TITLES[phase].upper() for phase in verb.phases)
        raise IllegalMove(
            f"cannot {verb.name}: the session is in {TITLES[session.phase].upper()}", hint=f"possible in {when}"
        )


def _bounded(args: Args) -> None:
    """Whatever a person writes travels in one message and stands in one line of a journal."""
    for name, value in args.items():
        if isinstance(value, str) and len(value) > MAX_MESSAGE_CHARACTERS:
            raise UsageError(
                f"{name} is too long: {len(value)} characters", hint=f"it has at most {MAX_MESSAGE_CHARACTERS}"
            )


_TRIAL_ARGS: Final[dict[str, Args]] = {
    "pause": {"reason": PauseReason.BREAK},
    "extend": {"time": 60.0},
    "credit": {"time": 1e-3},
    "respond": {"text": "…"},
    "feedback": {"strength": "…", "improvement": "…"},
    "ask": {"text": "…"},
    "answer": {"text": "…"},
    "hint": {"text": "…"},
    "present": {"place": "…"},
    "focus": {"time": 1.0},
}
