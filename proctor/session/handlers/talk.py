"""What people say to each other, and focus time."""

from typing import Final

from msgspec.structs import replace

from proctor.session import events as ev
from proctor.session import rules
from proctor.session.events import Actor
from proctor.session.focus import Focus
from proctor.session.handlers.handler import Doer, Handlers
from proctor.session.state import Session
from proctor.session.talk import Message, Sort

_Message = ev.QuestionAsked | ev.QuestionAnswered | ev.HintGiven


_SORTS: Final[dict[type[ev.Event], tuple[Sort, Actor]]] = {
    ev.QuestionAsked: ("question", "candidate"),
    ev.QuestionAnswered: ("answer", "interviewer"),
    ev.HintGiven: ("hint", "interviewer"),
}


def _said(session: Session, event: _Message, by: Doer) -> Session:
    sort, speaker = _SORTS[type(event)]
    rules.may_talk(session, by.role, event.text, speaker)
    number = 0 if isinstance(event, ev.HintGiven) else event.number
    message = Message(
        sort=sort, text=event.text, by=by.role, who=by.name, at_utc=session.at_utc, t_s=session.t_s, number=number
    )
    return replace(session, talk=session.talk.with_message(message))


def _revealed(session: Session, event: ev.CheckRevealed, by: Doer) -> Session:
    rules.may_reveal(session, by.role)
    return replace(session, talk=session.talk.with_revealed(event))


def _walkthrough(session: Session, event: ev.WalkthroughWritten, by: Doer) -> Session:
    rules.may_explain(session, by.role)
    return replace(session, walkthrough=event.text)


def _feedback(session: Session, event: ev.FeedbackDelivered, by: Doer) -> Session:
    rules.may_give_feedback(session, by.role, event.source)
    return replace(session, feedback=event, feedback_s=session.t_s)


def _answered(session: Session, event: ev.FeedbackAnswered, by: Doer) -> Session:
    rules.may_answer(session, by.role)
    return replace(session, answer=event.text)


def _focus_began(session: Session, event: ev.FocusBegan, by: Doer) -> Session:
    rules.may_focus(session, by.role, event.seconds)
    focus = Focus(by.role, session.t_s, session.t_s + event.seconds, session.seq)
    return replace(session, focus=session.focus.began(focus))


def _focus_ended(session: Session, _event: ev.FocusEnded, by: Doer) -> Session:
    rules.may_end_focus(session, by.role)
    return replace(session, focus=session.focus.ended(session.t_s))


HANDLERS: Final[Handlers] = {
    ev.CheckRevealed: _revealed,
    ev.FocusBegan: _focus_began,
    ev.FocusEnded: _focus_ended,
    ev.WalkthroughWritten: _walkthrough,
    ev.FeedbackDelivered: _feedback,
    ev.FeedbackAnswered: _answered,
    ev.QuestionAsked: _said,
    ev.QuestionAnswered: _said,
    ev.HintGiven: _said,
}
