"""What the words about an event are made from, and how people are named in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from proctor.session.events import Event
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.session.verdicts import Verdict

_SHORT_COMMIT: Final = 10


@dataclass(frozen=True, slots=True)
class Happening:
    """An event's actor and what was so before it: `session` (None before the first), `hidden` verdicts by check."""

    by: str
    who: str
    session: Session | None
    hidden: Mapping[str, Verdict]

    @property
    def person(self) -> str:
        """Who acted, as a sentence begins: a name, else the role."""
        if self.by == "candidate":
            named = self.who or (self.session.terms.candidate if self.session else "")
            return shown_line(named) or "The candidate"
        if self.by == "interviewer":
            return shown_line(self.who) or "The interviewer"
        return "The program"


Words = Callable[[Any, Happening], str]
"""One line about an event; empty where it says nothing that was not said before."""

Table = dict[type[Event] | type[None], Words]


def short(commit: str) -> str:
    """The beginning of a snapshot's name."""
    return commit[:_SHORT_COMMIT]


def remark(text: str) -> str:
    """What somebody added, behind a colon; nothing if they added nothing."""
    return f": {shown_line(text)}" if text.strip() else ""
