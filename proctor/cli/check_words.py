"""How the visible checks read: what holds first, and why the others do not."""

from collections.abc import Iterator

from proctor.cli.render import count_text, quoted, wrapped
from proctor.cli.reports import shown_verdict
from proctor.session.board import Freshness, Row
from proctor.session.state import Session
from proctor.session.verdicts import EXPLANATIONS, Verdict


def checks_summary(session: Session) -> str:
    """How many checks hold on the newest save."""
    total = len(session.board.checks)
    if session.newest is None:
        return f"{count_text(total, 'visible check')}, not run yet"
    running = ", running now" if session.board.run else ""
    return f"{session.board.holding()} of {total} hold on the newest save{running}"


def check_lines(session: Session) -> Iterator[str]:
    """A row per check, those that hold first, with the message of each that does not."""
    rows = sorted(session.board.rows(), key=lambda row: shown_verdict(row) != Verdict.PASS)
    for row in rows:
        yield from _check_row(row)
    if session.board.last_fault:
        yield from wrapped(session.board.last_fault, first="The checks could not be run: ", rest="  ")


def _check_row(row: Row) -> Iterator[str]:
    advisory = "advisory, " if row.check.advisory else ""
    timing = f", {row.result.ms:.0f} ms" if row.result else ""
    word = shown_verdict(row) or "NOT RUN"
    if row.freshness is Freshness.STALE and row.result:
        word += f" (was {row.result.verdict})"
    yield from wrapped(f"{row.check.promise} ({advisory}{row.check.id}{timing})", first=f"{word}: ", rest="    ")
    result = row.result
    if result is None or row.freshness is not Freshness.CURRENT or result.verdict is Verdict.PASS:
        return
    if result.verdict not in {Verdict.FAIL, Verdict.ERROR}:
        yield from wrapped(EXPLANATIONS[result.verdict], first="    ", rest="    ")
    yield from quoted(result.message)
    if result.output:
        yield "    It printed:"
        yield from quoted(result.output, indent="      ")
