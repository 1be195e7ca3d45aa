"""What people say to each other."""

from typing import Final

from proctor.session.events import Actor
from proctor.session.phases import Phase
from proctor.session.rules.refusal import only, refused
from proctor.session.state import Session

MAX_MESSAGE_CHARACTERS: Final = 20_000


def may_explain(session: Session, by: Actor) -> None:
    """The candidate writes the walk-through while the work is frozen and feedback is awaited."""
    only("write the walk-through", session, by, "candidate")
    if session.phase is not Phase.FEEDBACK or session.feedback is not None:
        raise refused("write the walk-through", session)


def may_give_feedback(session: Session, by: Actor, source: str) -> None:
    """Feedback is given once, after the work: by the interviewer, or from the guide in practice.

    A session that ended without any can still get it, so that nobody leaves with nothing.
    """
    if session.submit_cause is None or session.phase not in (Phase.FEEDBACK, Phase.DONE):
        hint = "feedback follows the submission" if session.phase in (Phase.LOBBY, Phase.WORK) else ""
        raise refused("give feedback", session, hint=hint)
    if session.feedback is not None:
        raise refused("give feedback", session, "it was already delivered")
    if source == "guide":
        if not session.terms.practice:
            raise refused("ask for the program's feedback", session, "this is no practice exercise")
    else:
        only("give feedback", session, by, "interviewer")


def may_answer(session: Session, by: Actor) -> None:
    """The candidate answers the feedback in writing."""
    only("answer the feedback", session, by, "candidate")
    if session.feedback is None:
        raise refused("answer the feedback", session, "none was delivered yet")


def may_talk(session: Session, by: Actor, text: str, *actors: Actor) -> None:
    """Messages are possible until the session is over."""
    only("write this", session, by, *actors)
    if session.phase is Phase.DONE:
        raise refused("write a message", session)
    if not text.strip() or len(text) > MAX_MESSAGE_CHARACTERS:
        why = f"a message has between 1 and {MAX_MESSAGE_CHARACTERS} characters"
        raise refused("write a message", session, why)


def may_reveal(session: Session, by: Actor) -> None:
    """An interviewer shows a hidden check; before the work has begun it would give the task away."""
    only("reveal a check", session, by, "interviewer")
    if session.phase in (Phase.LOBBY, Phase.DONE):
        raise refused("reveal a check", session)
