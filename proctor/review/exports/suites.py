"""The checks on the states of the work that count, as formats for test results have them: suites of cases."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from proctor.review.report.model import Report
from proctor.review.report.work_parts import CheckCourse, Finding

TAGS: Final = ("submitted", "final")


class Case(NamedTuple):
    """A check, and what it said of the state; None where it was never asked."""

    check: CheckCourse
    finding: Finding | None


class Suite(NamedTuple):
    """One state of the work, as the record names it, with all its checks; `at` is when it was saved."""

    tag: str
    commit: str
    at: str
    cases: tuple[Case, ...]


def suites(report: Report) -> Iterator[Suite]:
    """What was handed in, and what stood at the end; none where nothing was handed in."""
    ends = (report.revision.base, report.revision.final)
    for tag, end in zip(TAGS, ends, strict=True):
        if end is not None:
            cases = tuple(
                Case(check, check.submitted if tag == "submitted" else check.final) for check in report.checks
            )
            yield Suite(tag, end.commit, end.at_utc, cases)
