"""What people say to each other in writing, and the agreed minutes in which nobody looks."""

from typing import Literal

from proctor.session.events.base import Event
from proctor.session.verdicts import Verdict


class WalkthroughWritten(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate explained the work in writing, before feedback."""

    kind = "walkthrough.written"
    text: str


class FeedbackDelivered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One strength and one area for improvement reached the candidate."""

    kind = "feedback.delivered"
    strength: str
    improvement: str
    source: Literal["interviewer", "guide"] = "interviewer"


class FeedbackAnswered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate answered the feedback in writing."""

    kind = "feedback.answered"
    text: str


class QuestionAsked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate asked something; questions are numbered from 1."""

    kind = "question.asked"
    number: int
    text: str


class QuestionAnswered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An interviewer answered a question, or said something without one (`number` 0)."""

    kind = "question.answered"
    number: int
    text: str


class HintGiven(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An interviewer helped on; a reviewer will see that and when."""

    kind = "hint.given"
    text: str


class CheckRevealed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An interviewer showed a hidden check to the candidate on purpose: its promise and what it said of the work."""

    kind = "check.revealed"
    check: str
    promise: str
    verdict: Verdict | None = None
    message: str = ""


class FocusBegan(Event, frozen=True, kw_only=True, omit_defaults=True):
    """For so many seconds nobody watches; saves and checks go on and can be looked at afterwards."""

    kind = "focus.began"
    seconds: float


class FocusEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The mirror is lit again: the minutes are over, or the candidate ended them."""

    kind = "focus.ended"
