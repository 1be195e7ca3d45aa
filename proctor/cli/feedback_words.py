"""What candidate and interviewer told each other, in plain lines."""

from collections.abc import Iterator

from proctor.cli.render import wrapped
from proctor.session.state import Session


def exchange_lines(session: Session) -> Iterator[str]:
    """What candidate and interviewer told each other."""
    if session.walkthrough:
        yield "Walk-through by the candidate:"
        yield from wrapped(session.walkthrough, first="  ", rest="  ")
    if session.feedback:
        yield "Feedback from the exercise's guide:" if session.feedback.source == "guide" else "Feedback:"
        yield from wrapped(session.feedback.strength, first="  Strength: ", rest="    ")
        yield from wrapped(session.feedback.improvement, first="  Area for improvement: ", rest="    ")
    if session.answer:
        yield "The candidate's answer:"
        yield from wrapped(session.answer, first="  ", rest="  ")
    if session.late_kept:
        yield from wrapped(", ".join(session.late_kept), first="Late edits kept in late-edits/: ", rest="  ")
