"""From an act to the events it brings about. Pure: the host writes them, then believes them, then tells the screens.

`decide` refuses (`IllegalMove`, `UsageError`) or returns events that the fold accepts; acts whose effect is not an
event of the rules (check, restore, history) are allowed here and carried out by the host.
"""

from collections.abc import Callable
from typing import Final

from proctor.errors import IllegalMove, ProctorError, UsageError
from proctor.session import events as ev
from proctor.session.controls import giving, releasing, steering, taking
from proctor.session.events import Actor
from proctor.session.fold import applied
from proctor.session.phases import TITLES, EndCause, PauseReason, Phase
from proctor.session.state import Session
from proctor.session.verbs import BY_NAME, Value, Verb

Args = dict[str, Value]
Rule = Callable[[Session, Actor, Args], list[ev.Event]]


def decide(session: Session, name: str, by: Actor, args: Args, who: str = "") -> list[ev.Event]:
    """The events of the act `name` by `by` at the session's present time (`session.t_s`).

    `who` is the person's name, which matters where several interviewers are there. Of private acts only whether they
    are possible now is decided here; `observations.decide_private` says what they bring about.
    """
    verb = BY_NAME.get(name)
    if verb is None:
        raise UsageError(f"there is no act {name!r}", hint=f"one of: {', '.join(sorted(BY_NAME))}")
    _guard(session, verb, by)
    rule = _RULES.get(name)
    events = rule(session, by, {**args, "who": who}) if rule else []
    if verb.steers and by == "interviewer":
        events = [*steering(session, who), *events]
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


def _commit(session: Session) -> str:
    return session.newest.commit if session.newest else ""


def _begin(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    if by == "interviewer":
        return [] if session.opened else [ev.BeginAllowed()]
    return [ev.PhaseBegan(phase=Phase.WORK, limit_s=session.terms.work_limit_s)]


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


def _submit(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    return [ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=_commit(session))]


def _end(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    if session.phase is Phase.LOBBY:
        return [ev.SessionFinished(cause=EndCause.CANCELLED)]
    if session.phase is Phase.WORK:
        return [ev.WorkSubmitted(cause=EndCause.ENDED, commit=_commit(session))]
    return [ev.SessionFinished(cause=EndCause.ENDED, commit=_commit(session))]


def _respond(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    text = str(args.get("text", ""))
    if session.feedback is None:
        return [ev.WalkthroughWritten(text=text)]
    return [ev.FeedbackAnswered(text=text)]


def _feedback(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    strength, improvement = str(args.get("strength", "")), str(args.get("improvement", ""))
    source = "guide" if args.get("self") else "interviewer"
    event = ev.FeedbackDelivered(
        strength=strength, improvement=improvement, source="guide" if source == "guide" else "interviewer"
    )
    applied(session, event, by)
    if not strength or not improvement:
        missing = "strength" if not strength else "improvement"
        raise UsageError(
            f"feedback needs both a strength and an area for improvement; --{missing} is empty",
            hint='proctor feedback --strength "…" --improvement "…"',
        )
    return [event]


def _revise(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    return [ev.PhaseBegan(phase=Phase.REVISION, limit_s=session.terms.revision_limit_s)]


def _finish(session: Session, by: Actor, _args: Args) -> list[ev.Event]:
    return [ev.SessionFinished(cause=EndCause.FINISHED, commit=_commit(session))]


def _ask(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.QuestionAsked(number=session.talk.questions + 1, text=str(args["text"]))]


def _answer(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.QuestionAnswered(number=_question(session, str(args.get("to", ""))), text=str(args["text"]))]


def _question(session: Session, named: str) -> int:
    if not named:
        return session.talk.unanswered[0].number if session.talk.unanswered else 0
    if not named.isdecimal() or not 0 < int(named) <= session.talk.questions:
        raise UsageError(f"there is no question {named!r}", hint=f"{session.talk.questions} were asked so far")
    return int(named)


def _hint(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.HintGiven(text=str(args["text"]))]


def _focus(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    if args.get("end"):
        return [ev.FocusEnded()]
    agreed_s = session.focus_left_s(session.t_s) if by == "candidate" else 0.0
    return [ev.FocusBegan(seconds=float(args.get("time") or 0.0) or agreed_s)]


def _present(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    file, _, line = str(args["place"]).rpartition(":")
    if not file or not line.isdecimal():
        return [ev.WorkPresented(file=str(args["place"]))]
    return [ev.WorkPresented(file=file, line=int(line))]


def _controls(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    who = str(args["who"])
    if not who:
        raise UsageError("the controls need a name", hint="say who you are: --who NAME")
    if args.get("do") == "give":
        return giving(session, who, str(args.get("to", "")))
    return releasing(session, who) if args.get("do") == "release" else taking(session, who)


_RULES: Final[dict[str, Rule]] = {
    "begin": _begin,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "credit": _credit,
    "submit": _submit,
    "end": _end,
    "respond": _respond,
    "feedback": _feedback,
    "revise": _revise,
    "finish": _finish,
    "ask": _ask,
    "answer": _answer,
    "hint": _hint,
    "focus": _focus,
    "present": _present,
    "controls": _controls,
}

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
    "focus": {"time": 1e-3},
}
