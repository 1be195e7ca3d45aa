"""What people say to each other."""

from typing import Final

from proctor.errors import UsageError
from proctor.session import events as ev
from proctor.session.decisions.rule import Args, Rules
from proctor.session.events import Actor
from proctor.session.fold import applied
from proctor.session.state import Session


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


def _ask(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.QuestionAsked(number=session.talk.questions + 1, text=str(args["text"]))]


def _answer(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.QuestionAnswered(number=_question(session, str(args.get("to", ""))), text=str(args["text"]))]


def _hint(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    return [ev.HintGiven(text=str(args["text"]))]


def _question(session: Session, named: str) -> int:
    if not named:
        return session.talk.unanswered[0].number if session.talk.unanswered else 0
    if not named.isdecimal() or not 0 < int(named) <= session.talk.questions:
        raise UsageError(f"there is no question {named!r}", hint=f"{session.talk.questions} were asked so far")
    return int(named)


RULES: Final[Rules] = {
    "respond": _respond,
    "feedback": _feedback,
    "ask": _ask,
    "answer": _answer,
    "hint": _hint,
}
