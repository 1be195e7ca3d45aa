"""What is agreed before the clock starts, one thing per line; the sentences are those of the lobby's screen."""

from collections.abc import Iterator

from proctor.cli.render import wrapped
from proctor.session.agreement import (
    JUDGED,
    aid_lines,
    framework_lines,
    hidden_line,
    minutes_line,
    not_recorded,
    recorded,
    start_line,
    watched_lines,
)
from proctor.session.keeping import keeping_lines
from proctor.session.state import Session


def lobby_lines(session: Session) -> Iterator[str]:
    """Time, criteria, rules, aids, what is recorded and how long it is kept, and how the work is judged."""
    terms = session.terms
    yield from wrapped(minutes_line(terms), first="Time: ", rest="  ")
    if terms.accommodation.breaks_s:
        yield "Call a break with: proctor pause --reason break"
    for criterion in terms.criteria:
        yield from wrapped(f"{criterion.name}: {criterion.text}", first="Judged: ", rest="  ")
    for constraint in terms.constraints:
        yield from wrapped(constraint, first="Rule: ", rest="  ")
    for line in framework_lines(terms):
        yield from wrapped(line, rest="  ")
    for aid in aid_lines(terms):
        yield f"Aid: {aid}"
    yield from wrapped(hidden_line(terms, session.isolation))
    for line in watched_lines(terms):
        yield from wrapped(line)
    for item in recorded(terms):
        yield from wrapped(item, first="Recorded: ", rest="  ")
    yield from wrapped(not_recorded(terms))
    for line in keeping_lines(session, session.terms.session):
        yield from wrapped(line, rest="  ")
    yield from wrapped(JUDGED)
    yield from wrapped(start_line(session))
