"""`proctor brief`: one page for the interviewer, of a session or of an exercise that is still to be given."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from proctor.catalog.manifest import LEVELS
from proctor.cli.brief_report import brief_report
from proctor.cli.brief_subject import Subject, subject_of
from proctor.cli.clock_words import local_time
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import wrapped
from proctor.errors import ExitCode, IllegalMove
from proctor.link.inside import session_inside
from proctor.session.agenda import next_act
from proctor.session.brief import brief
from proctor.session.plain_text import shown_line

_HANGING: Final = "  "


def brief_lines(subject: Subject) -> Iterator[str]:
    """The page, at most 80 columns wide."""
    terms = subject.session.terms
    whom = f", {shown_line(terms.candidate)}" if terms.candidate else ""
    yield from wrapped(f"Brief for the interviewer: {terms.title} ({terms.level}{whom})", rest=_HANGING)
    if subject.planned:
        yield "Times as if the session began now."
    else:
        step = next_act(subject.session, subject.observations, subject.t_s)
        yield from wrapped(step, first="Next: ", rest=_HANGING)
    for section in brief(subject.session, subject.material, subject.t_s, when=local_time):
        yield ""
        yield section.title.upper()
        for line in section.lines:
            yield from wrapped(line, rest=_HANGING)
    if not subject.material.guide:
        yield ""
        yield "Guide, hidden checks and known issues are not on this machine."


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "subject", nargs="?", default="", metavar="SESSION|EXERCISE", help="default: the session that is live"
    )
    parser.add_argument("--level", choices=LEVELS, default="", help="of an exercise: as it is at this level")


def _run(options: Namespace) -> int:
    if session_inside() is not None:
        raise IllegalMove("the brief is for interviewers", hint="the task is shown by: proctor spec")
    subject = subject_of(options.subject, options.level)
    if options.json:
        print_json(brief_report(subject))
    else:
        print_lines(brief_lines(subject))
    return ExitCode.DONE


BRIEF: Final = Handler(_arguments, _run)
