"""Who watches, focus time, and what was said in writing, in plain lines."""

from collections.abc import Iterator
from typing import Final

from proctor.cli.clock_words import local_time
from proctor.cli.render import wrapped
from proctor.cli.standing import Standing
from proctor.session.agreement import picture_line
from proctor.session.company import company_line
from proctor.session.durations import clock_text, length_text
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.session.talk import Message

_NEWEST: Final = 6
"""Messages that a status repeats; the screen shows all of them."""


def company_lines(standing: Standing) -> Iterator[str]:
    """Who is there and who steers, and how much focus time runs or is left."""
    session = standing.session
    yield from wrapped(company_line(session), rest="  ")
    if session.phase is not Phase.LOBBY:  # there it stands among what is agreed
        yield from wrapped(picture_line(session.terms), rest="  ")
    focus = session.focus.now
    if focus is not None:
        left = clock_text(focus.left_s(standing.t_s))
        yield f"Focus time: {left} left, nobody watches"
    elif session.terms.focus_s:
        left_s = session.focus_left_s(standing.t_s)
        yield f"Focus time: {length_text(left_s)} of {length_text(session.terms.focus_s)} left"


def talk_lines(session: Session) -> Iterator[str]:
    """The newest messages, every question that still waits, and the checks that were shown."""
    talk = session.talk
    newest = talk.messages[-_NEWEST:]
    waiting = [said for said in talk.unanswered if said not in newest]
    if left_out := len(talk.messages) - len(newest) - len(waiting):
        yield f"Earlier messages: {left_out}"
    for said in (*waiting, *newest):
        yield from wrapped(said.text, first=f"{_lead(said, waits=said in talk.unanswered)}: ", rest="  ")
    for revealed in talk.revealed:
        verdict = f" {revealed.verdict}" if revealed.verdict else ""
        yield from wrapped(
            f"{revealed.promise or revealed.check}", first=f"Shown to the candidate:{verdict}: ", rest="  "
        )
        if revealed.message:
            yield from wrapped(revealed.message, first="  ", rest="  ")


def _lead(said: Message, *, waits: bool) -> str:
    when = local_time(said.at_utc)
    if said.sort == "question":
        return f"{when} Question {said.number}{' (waits for an answer)' if waits else ''}"
    who = f" by {shown_line(said.who)}" if said.who else ""
    if said.sort == "hint":
        return f"{when} Hint{who}"
    return f"{when} Answer to question {said.number}{who}" if said.number else f"{when} Message{who}"
