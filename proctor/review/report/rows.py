"""What the pages show of a report beyond its fields: which rows, in which order, and how many are enough."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from proctor.review.deltas import CheckDelta
from proctor.review.marks import Sort
from proctor.review.report.diff_lines import DiffLine, diff_lines
from proctor.review.report.model import Report
from proctor.review.report.session_parts import Moment
from proctor.review.report.work_parts import CheckCourse, Finding, SaveRow
from proctor.session.events import WorkFlagged
from proctor.session.verdicts import Verdict

MOST_DIFF_LINES: Final = 4000
MOST_MOMENTS: Final = 150
MOST_SAVES: Final = 60
LARGEST_SAVES: Final = 30
MOST_TOUCHED: Final = 12
"""Definitions of a file that are named; more are counted."""
MOST_OUTPUT_LINES: Final = 40
_NAMED_ABOVE: Final = ("index ", "--- ", "+++ ")


class FilePart(NamedTuple):
    """The lines of a diff that are about one file."""

    path: str
    lines: list[DiffLine]


class Told(NamedTuple):
    """What a check said of a state of the work on which it did not hold."""

    check: str
    when: str
    finding: Finding


def diff_parts(patch: str) -> tuple[list[FilePart], int]:
    """A diff file by file, and how many of its lines are left out because they are too many."""
    lines = diff_lines(patch)
    parts: list[FilePart] = []
    for line in islice(lines, MOST_DIFF_LINES):
        if line.kind == "file" or not parts:
            parts.append(FilePart(_path(line.text), []))
        if line.kind != "file" and not (line.kind == "about" and line.text.startswith(_NAMED_ABOVE)):
            parts[-1].lines.append(line)
    return parts, sum(1 for _ in lines)


def _path(both: str) -> str:
    """`a/x b/x` of a diff's first line as `x`; other words as they are."""
    half = both[2 : (len(both) - 1) // 2]
    return half if both == f"a/{half} b/{half}" else both


def groups(report: Report) -> Iterator[tuple[str, list[CheckCourse]]]:
    """Checks by who saw them, under a heading."""
    for visibility, name in (("visible", "Visible checks"), ("hidden", "Hidden checks (private)")):
        rows = [check for check in report.checks if check.visibility == visibility]
        if rows:
            yield name, rows


def moments(report: Report) -> tuple[str, list[Moment]]:
    """What is listed by name, and how that is said; places worth a look are in the fairness log, file by file."""
    listed = [moment for moment in report.course.moments if moment.kind != WorkFlagged.kind]
    if len(listed) <= MOST_MOMENTS:
        return "Everything with a name, in the order of time", listed
    few = [moment for moment in listed if moment.sort != Sort.CHECK]
    return f"Everything with a name but the {len(listed) - len(few)} turns of checks, which the JSON lists", few


def told(report: Report) -> Iterator[Told]:
    """What was said where something did not hold, of the states that count; once where both say the same."""
    for check in report.checks:
        submitted, final = _worth_telling(check.submitted), _worth_telling(check.final)
        if submitted and final and (submitted.verdict, submitted.message) == (final.verdict, final.message):
            yield Told(check.id, "handed in and at the end", final)
            continue
        if submitted:
            yield Told(check.id, "handed in", submitted)
        if final:
            yield Told(check.id, "at the end", final)


def _worth_telling(finding: Finding | None) -> Finding | None:
    if finding is None or finding.verdict is Verdict.PASS or not (finding.message or finding.output):
        return None
    return finding


def turned(checks: Sequence[CheckDelta]) -> list[CheckDelta]:
    """Those that say something else of the end than of what was handed in."""
    return [check for check in checks if check.turned not in {"same", "not known"}]


def shown_saves(report: Report) -> tuple[str, list[SaveRow]]:
    """Which saves a table shows, and how it says so."""
    saves = report.saves
    if len(saves) <= MOST_SAVES:
        return "Every save that counts", list(saves)
    large = sorted(saves, key=lambda save: -(save.added + save.deleted))[:LARGEST_SAVES]
    chosen = {save.number for save in large} | {save.number for save in saves if save.tags}
    words = f"The {LARGEST_SAVES} largest of {len(saves)} saves, and those that count as a state of the work"
    return words, [save for save in saves if save.number in chosen]


def few_lines(text: str) -> str:
    """Printed output, cut where it is long."""
    lines = text.splitlines()
    if len(lines) <= MOST_OUTPUT_LINES:
        return text
    return "\n".join([*lines[:MOST_OUTPUT_LINES], f"({len(lines) - MOST_OUTPUT_LINES} more lines)"])
