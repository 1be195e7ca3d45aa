"""`proctor status`: where a session stands, with or without a host."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from proctor.cli.check_words import check_lines, checks_summary
from proctor.cli.choice import chosen_session
from proctor.cli.clock_words import clock_line
from proctor.cli.feedback_words import exchange_lines
from proctor.cli.lobby_words import lobby_lines
from proctor.cli.next_words import next_lines
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, add_session, session_words
from proctor.cli.render import count_text, short_commit, wrapped
from proctor.cli.reports import status_report
from proctor.cli.seal_words import seal_lines
from proctor.cli.standing import Standing, standing
from proctor.cli.talk_words import company_lines, talk_lines
from proctor.errors import ExitCode
from proctor.session.agreement import isolation_line, shell_line
from proctor.session.durations import length_text
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session

_SHOWN_LEFT_OUT: Final = 5


def status_lines(standing: Standing) -> Iterator[str]:
    """Everything about a session that its people may know, most important first."""
    session = standing.session
    terms = session.terms
    yield f"Session {standing.folder.id}: {terms.title} ({terms.exercise}, {terms.level})"
    yield f"Candidate: {shown_line(terms.candidate)}"
    yield from wrapped(clock_line(standing), first="Phase: ", rest="  ")
    yield from wrapped(checks_summary(session), first="Checks: ", rest="  ")
    yield _saves_line(session)
    yield from _saves_problems(session)
    yield from wrapped(isolation_line(session.isolation), rest="  ")
    yield from wrapped(shell_line(session.shell), rest="  ")
    yield from company_lines(standing)
    yield "Host: running" if standing.running else "Host: not running (proctor join starts it again)"
    if session.downtime_s:
        yield f"Outages so far: {length_text(session.downtime_s)}"
    if standing.problem:
        yield from wrapped(standing.problem, first="Problem with the record: ", rest="  ")
    yield f"Workspace: {standing.folder.workspace}"
    yield from seal_lines(standing)
    if session.phase is Phase.LOBBY:
        yield from lobby_lines(session)
    yield from talk_lines(session)
    yield from exchange_lines(session)
    if session.snapshots:
        yield from check_lines(session)
    yield from next_lines(session, standing.folder.id)


def _saves_line(session: Session) -> str:
    newest = f", newest {short_commit(session.newest.commit)}" if session.newest else ""
    late = f", and {session.late_saves} late (kept, not counted)" if session.late_saves else ""
    return f"Saves: {count_text(session.snapshots, 'snapshot')}{newest}{late}"


def _saves_problems(session: Session) -> Iterator[str]:
    """What a person should know about saves that are late or missing in the record."""
    if session.polling:
        words = f"noticed with some seconds of delay ({shown_line(session.polling)})"
        yield from wrapped(words, first="Saves are ", rest="  ")
    left_out = session.newest.left_out if session.newest else ()
    if left_out:
        words = shown_line("; ".join(left_out[:_SHOWN_LEFT_OUT]))
        more = f"; and {len(left_out) - _SHOWN_LEFT_OUT} more" if len(left_out) > _SHOWN_LEFT_OUT else ""
        yield from wrapped(f"{words}{more}", first="Not in the record: ", rest="  ")


def _run(options: Namespace) -> int:
    found = standing(chosen_session(session_words(options), finished_too=True))
    if options.json:
        print_json(status_report(found))
    else:
        print_lines(status_lines(found))
    return ExitCode.DONE


STATUS: Final = Handler(add_session, _run)
