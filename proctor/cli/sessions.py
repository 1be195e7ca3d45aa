"""`proctor sessions`: all sessions, newest first."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from proctor.cli.output import print_json, print_lines
from proctor.cli.overview import Summary, summaries
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import table
from proctor.errors import ExitCode
from proctor.record.purging import interrupted
from proctor.record.store import sessions_root
from proctor.session.phases import TITLES


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session as a script reads it; what an unreadable journal cannot say is null, and `problem` says why."""

    session: str
    exercise: str | None
    level: str | None
    phase: str | None
    candidate: str | None
    created_at: str | None
    host: str
    folder: str
    keep_until: str | None
    expired: bool
    problem: str | None


def session_row(summary: Summary, now: datetime) -> SessionRow:
    """A summary as a script reads it; `expired` says whether a finished one is past its last day."""
    terms = summary.terms
    return SessionRow(
        session=summary.folder.id,
        exercise=terms.exercise if terms else None,
        level=terms.level if terms else None,
        phase=str(summary.phase) if summary.phase else None,
        candidate=terms.candidate if terms else None,
        created_at=summary.created_utc or None,
        host="running" if summary.host_running() else "stopped",
        folder=str(summary.folder.path),
        keep_until=summary.keep_until.isoformat() if summary.keep_until else None,
        expired=summary.expired(now),
        problem=summary.problem or None,
    )


def session_lines(found: Sequence[Summary]) -> Iterator[str]:
    """A table of sessions."""
    yield from table(
        ("SESSION", "PHASE", "HOST", "STARTED", "LEVEL", "CANDIDATE", "EXERCISE"),
        [_cells(summary) for summary in found],
    )


def _cells(summary: Summary) -> tuple[str, ...]:
    host = "running" if summary.host_running() else "stopped"
    if summary.terms is None or summary.phase is None:
        return (summary.folder.id, "unreadable", host, "", "", summary.problem, "")
    when = datetime.fromisoformat(summary.created_utc).astimezone()
    terms = summary.terms
    phase = TITLES[summary.phase]
    return (summary.folder.id, phase, host, f"{when:%m-%d %H:%M}", terms.level, terms.candidate, terms.exercise)


def expired_lines(found: Sequence[Summary]) -> Iterator[str]:
    """Finished sessions past their date, and what deletes them."""
    rows = [
        (summary.folder.id, str(summary.keep_until or ""), terms.level, terms.candidate, terms.exercise)
        for summary in found
        if (terms := summary.terms) is not None
    ]
    yield from table(("SESSION", "KEPT UNTIL", "LEVEL", "CANDIDATE", "EXERCISE"), rows)
    yield "Delete them for good with: proctor purge --expired"


def _arguments(parser: Parser) -> None:
    parser.add_argument("--expired", action="store_true", help="only finished ones past the date until which to keep")


def _run(options: Namespace) -> int:
    root, now = sessions_root(), datetime.now(UTC)
    everything = summaries(root)
    found = tuple(summary for summary in everything if summary.expired(now)) if options.expired else everything
    if (left := interrupted(root)) and not options.json:
        print(f"proctor: {len(left)} deletion(s) were interrupted; proctor purge finishes them", file=sys.stderr)
    if options.json:
        print_json([session_row(summary, now) for summary in found])
    elif options.expired and found:
        print_lines(expired_lines(found))
    elif options.expired:
        print_lines(["No finished session is past its date."])
    elif found:
        print_lines(session_lines(found))
    else:
        print_lines([f"No sessions in {root}.", "Start one with: proctor start practice-rms-norm"])
    return ExitCode.DONE


SESSIONS: Final = Handler(_arguments, _run)
