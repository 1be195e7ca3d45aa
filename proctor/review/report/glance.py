"""A session in a few lines, for the head of a page: what stood, what the feedback changed, how long it took."""

from collections.abc import Iterator
from typing import NamedTuple

from proctor.review.report.model import Report
from proctor.review.report.work_parts import CheckCourse
from proctor.session.durations import length_text
from proctor.session.phases import TITLES, Phase
from proctor.session.verdicts import Verdict

MOST_TOUCHED = 6
"""Definitions that are named; more are counted."""


class Line(NamedTuple):
    """A term and what is so about it."""

    term: str
    text: str


def glance(report: Report) -> tuple[Line, ...]:
    """What a reader wants to know first; numbers and names only."""
    return tuple(line for line in _lines(report) if line.text)


def _lines(report: Report) -> Iterator[Line]:
    yield Line("Visible checks", _stood([check for check in report.checks if check.visibility == "visible"]))
    yield Line("Hidden checks", _stood([check for check in report.checks if check.visibility == "hidden"]))
    yield Line("Feedback", _feedback(report))
    yield Line("After it", _after(report))
    yield Line("Touched", _touched(report))
    yield Line("Time", _time(report))
    yield Line("Saves", _saves(report))
    count = len(report.fairness)
    yield Line("Off script", f"{count} line{'s' if count != 1 else ''} in the fairness log" if count else "nothing")


def _stood(checks: list[CheckCourse]) -> str:
    if not checks:
        return ""

    def held(tag: str) -> str:
        found = [finding for check in checks if (finding := getattr(check, tag)) is not None]
        if not found:
            return ""
        return f"{sum(one.verdict is Verdict.PASS for one in found)} of {len(checks)}"

    parts = [
        f"{held(tag)} held {when}"
        for tag, when in (("start", "at the start"), ("submitted", "when handed in"), ("final", "at the end"))
        if held(tag)
    ]
    return ", ".join(parts) or "no verdict"


def _feedback(report: Report) -> str:
    heard = report.revision.feedback
    if heard is None:
        return "none was delivered"
    frozen = next((phase.start_s for phase in report.course.phases if phase.phase is Phase.FEEDBACK), heard.t_s)
    by = heard.who or ("the exercise's guide" if heard.source == "guide" else "the interviewer")
    return f"by {by}, {length_text(heard.t_s - frozen)} after the work was handed in"


def _after(report: Report) -> str:
    revision = report.revision
    if revision.base is None or revision.final is None:
        return ""
    if revision.first_change is None:
        return "the work was not changed"
    files = len(revision.files)
    return (
        f"first change {length_text(revision.first_change.after_s)} after the feedback; in the end {files} "
        f"file{'s' if files != 1 else ''} changed, {revision.added} lines added, {revision.deleted} deleted"
    )


def _touched(report: Report) -> str:
    names = [touch.name for file in report.revision.files for touch in file.touched if touch.kind != "lines"]
    more = f" and {len(names) - MOST_TOUCHED} more" if len(names) > MOST_TOUCHED else ""
    return ", ".join(names[:MOST_TOUCHED]) + more


def _time(report: Report) -> str:
    return ", ".join(
        f"{TITLES[phase.phase]} {length_text(phase.used_s)} of {length_text(phase.limit_s)}"
        for phase in report.course.phases
        if phase.used_s is not None and phase.limit_s is not None
    )


def _saves(report: Report) -> str:
    late = f", and {report.late_saves} while the work was frozen, which never count" if report.late_saves else ""
    return f"{len(report.saves)} that count{late}"
