"""The feedback, and what became of it, as Markdown."""

from collections.abc import Iterator

from proctor.review.changed import FileDelta
from proctor.review.deltas import figure_text
from proctor.review.report import rows
from proctor.review.report.markdown_text import code, escaped, fenced, said, table
from proctor.review.report.model import Report
from proctor.review.report.words import moment_text, ratio_text
from proctor.session.chronicle.happening import short


def revision(report: Report) -> Iterator[str]:
    """The feedback, and what became of it."""
    found = report.revision
    yield "## The feedback, and what became of it"
    yield ""
    yield from said("The work, explained before the feedback", found.walkthrough)
    if found.feedback is None:
        yield "No feedback was delivered."
        yield ""
    else:
        yield from said(f"Strength (feedback at {moment_text(found.feedback.t_s)})", found.feedback.strength)
        yield from said("Area for improvement", found.feedback.improvement)
    yield from said("The candidate's answer", found.answer)
    for item in found.prompted:
        yield f"- About the {item.sort} {code(item.id)}{f': {escaped(item.words)}' if item.words else ''} (private)"
    for seen in found.receptions:
        note = f": {escaped(seen.note)}" if seen.note else ""
        yield f"- {moment_text(seen.t_s)} seen as {seen.how}{note} ({escaped(seen.who)}, private)"
    yield ""
    yield from _change(report)


def _change(report: Report) -> Iterator[str]:
    found = report.revision
    if found.base is None or found.final is None:
        yield "Nothing was handed in, so there is no revision to show."
        yield ""
        return
    yield f"From what was handed in ({code(short(found.base.commit))}) to the end ({code(short(found.final.commit))}):"
    yield ""
    yield from table(
        ("File", "Added", "Deleted", "Touched"),
        (
            (
                f"{code(file.path)} {file.status}",
                "binary" if file.added is None else str(file.added),
                "" if file.deleted is None else str(file.deleted),
                _touched(file),
            )
            for file in found.files
        ),
    )
    yield from table(
        ("Check that turned", "Handed in", "At the end"),
        (
            (code(check.id), str(check.before or "not run"), str(check.after or "not run"))
            for check in rows.turned(found.checks)
        ),
    )
    yield from table(
        ("Figure", "Check", "Handed in", "At the end", "Of it"),
        (
            (
                code(metric.name),
                code(metric.check),
                figure_text(metric.before, metric.unit),
                figure_text(metric.after, metric.unit),
                ratio_text(metric),
            )
            for metric in found.metrics
        ),
    )
    yield from _diff(found.patch)


def _touched(file: FileDelta) -> str:
    named = ", ".join(f"{code(touch.name)} {touch.how}" for touch in file.touched[: rows.MOST_TOUCHED])
    more = len(file.touched) - rows.MOST_TOUCHED
    return f"{named} and {more} more" if more > 0 else named


def _diff(patch: str) -> Iterator[str]:
    lines = patch.splitlines()
    if lines:
        yield from fenced("\n".join(lines[: rows.MOST_DIFF_LINES]), "diff")
    if len(lines) > rows.MOST_DIFF_LINES:
        yield f"{len(lines) - rows.MOST_DIFF_LINES} more lines are left out here."
        yield ""
