"""The one table of everything a person can do to a session: command line, sockets, palette, keys and docs follow it."""

from typing import Final

from proctor.session.verbs.closing import CLOSING
from proctor.session.verbs.course import COURSE
from proctor.session.verbs.files import FILES
from proctor.session.verbs.parsing import Value, parsed
from proctor.session.verbs.private import ISSUE_STATES, PRIVATE, QUICK_TAGS, RECEPTIONS
from proctor.session.verbs.talk import TALK
from proctor.session.verbs.verb import BOTH, CANDIDATE, INTERVIEWER, Arg, ArgKind, Verb
from proctor.session.verbs.watching import WATCHING

__all__ = [
    "BOTH",
    "BY_NAME",
    "CANDIDATE",
    "INTERVIEWER",
    "ISSUE_STATES",
    "QUICK_TAGS",
    "RECEPTIONS",
    "VERBS",
    "Arg",
    "ArgKind",
    "Value",
    "Verb",
    "parsed",
]

VERBS: Final[tuple[Verb, ...]] = (*COURSE, *CLOSING, *FILES, *TALK, *WATCHING, *PRIVATE)

BY_NAME: Final[dict[str, Verb]] = {verb.name: verb for verb in VERBS}
