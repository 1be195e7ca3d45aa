"""What was graded, in the shape of a check report: the catalogue's promises beside the engine's outcomes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from proctor.catalog.promises import Check
from proctor.checks.request import CheckFinished, Ready
from proctor.cli.render import quoted, wrapped
from proctor.cli.reports import CheckRow, IsolationReport
from proctor.errors import ExitCode
from proctor.session.events import CheckEnded
from proctor.session.verdicts import EXPLANATIONS, Verdict, passes

PASSED: Final = {True: ExitCode.DONE, False: ExitCode.CHECKS_FAILED, None: ExitCode.PACKAGE}
"""The exit code that says whether work passed."""

Outcome = CheckFinished | CheckEnded
"""What a check said, as the engine tells it or as a journal keeps it."""


def graded_rows(checks: Iterable[Check], outcomes: Mapping[str, Outcome]) -> tuple[CheckRow, ...]:
    """A row for every check, in their order; one without an outcome has no verdict."""
    return tuple(_row(check, outcomes.get(check.id)) for check in checks)


def _row(check: Check, outcome: Outcome | None) -> CheckRow:
    return CheckRow(
        id=check.id,
        promise=check.promise,
        criterion=check.criterion,
        visibility=check.visibility,
        required=not check.advisory,
        evidence=outcome.evidence if outcome else "judge",
        verdict=str(outcome.verdict) if outcome else None,
        message=outcome.message if outcome else "",
        output=outcome.output if outcome else "",
        ms=outcome.ms if outcome else 0.0,
    )


def isolation_report(ready: Ready | None) -> IsolationReport | None:
    """The isolation under which a run was carried out."""
    return IsolationReport(ready.isolation, ready.isolation_note) if ready else None


def rows_pass(rows: Iterable[CheckRow]) -> bool | None:
    """Whether every required row holds; None while one is open."""
    return passes(Verdict(row.verdict) if row.verdict else None for row in rows if row.required)


def row_lines(rows: Iterable[CheckRow]) -> Iterator[str]:
    """Rows as plain lines, with the message of each that does not hold."""
    for row in rows:
        advisory = "" if row.required else "advisory, "
        timing = f", {row.ms:.0f} ms" if row.verdict else ""
        yield from wrapped(
            f"{row.promise} ({advisory}{row.id}{timing})", first=f"{row.verdict or 'NOT RUN'}: ", rest="    "
        )
        if row.verdict is None or row.verdict == Verdict.PASS:
            continue
        if row.verdict not in {Verdict.FAIL, Verdict.ERROR}:
            yield from wrapped(EXPLANATIONS[Verdict(row.verdict)], first="    ", rest="    ")
        yield from quoted(row.message)
        if row.output:
            yield "    It printed:"
            yield from quoted(row.output, indent="      ")
