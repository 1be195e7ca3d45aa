"""Feedback beside what became of it, as plain lines."""

from collections.abc import Iterable, Iterator
from typing import Final

from proctor.cli.render import count_text, short_commit, wrapped
from proctor.review.before_after import BeforeAfter, Heard
from proctor.review.changed import FileDelta
from proctor.review.deltas import CheckDelta, MetricDelta, Turned, figure_text
from proctor.review.reception import IssueAtEnds, Prompted, Received
from proctor.review.timeline import time_text
from proctor.session.durations import length_text
from proctor.session.plain_text import shown_line

_ORDER: Final[tuple[Turned, ...]] = ("now holds", "no longer holds", "differs", "same", "not known")
_HEADS: Final[dict[Turned, str]] = {
    "now holds": "Now holds",
    "no longer holds": "No longer holds",
    "differs": "Says something else",
    "same": "As before",
    "not known": "Not known for both",
}


def before_after_lines(found: BeforeAfter) -> Iterator[str]:
    """The whole view but the diff itself."""
    yield from _feedback_lines(found)
    yield from _pace_lines(found)
    yield from _file_lines(found.files)
    yield from _check_lines(found.checks)
    yield from _metric_lines(found.metrics)
    yield from _private_lines(found)


def _feedback_lines(found: BeforeAfter) -> Iterator[str]:
    if found.walkthrough:
        yield "Walk-through by the candidate:"
        yield from wrapped(found.walkthrough, first="  ", rest="  ")
    if found.feedback is None:
        yield "No feedback was given."
        return
    yield from wrapped(_source(found.feedback), rest="  ")
    yield from wrapped(found.feedback.strength, first="  Strength: ", rest="    ")
    yield from wrapped(found.feedback.improvement, first="  Area for improvement: ", rest="    ")
    if found.answer:
        yield "The candidate's answer:"
        yield from wrapped(found.answer, first="  ", rest="  ")


def _source(heard: Heard) -> str:
    by = (
        " from the exercise's guide" if heard.source == "guide" else f" by {shown_line(heard.who)}" if heard.who else ""
    )
    return f"Feedback{by}, {time_text(heard.t_s)} into the session:"


def _pace_lines(found: BeforeAfter) -> Iterator[str]:
    if found.base is None:
        yield "Nothing was handed in, so there is no revision to show."
        return
    first = found.first_change
    if first is not None:
        yield from wrapped(
            f"First change: {length_text(first.after_s)} after the feedback, at {length_text(first.used_s)} of the "
            f"revision's clock (save {short_commit(first.commit)}). "
            f"{count_text(found.revision_saves, 'save').capitalize()} in the revision."
        )
    elif found.feedback is not None and found.feedback.after_end:
        yield "The session was over when the feedback was given."
    elif found.feedback is not None and not found.revised:
        yield "The session ended without a revision."
    elif found.feedback is not None:
        yield f"Nothing was changed after the feedback; {count_text(found.revision_saves, 'save')} in the revision."
    if found.set_aside.files or found.set_aside.saves:
        files = ", ".join(shown_line(path) for path in found.set_aside.files) or "none were left"
        saves = count_text(found.set_aside.saves, "save")
        yield from wrapped(f"While the work was frozen: {saves}, which never counted; files set aside: {files}.")


def _file_lines(files: Iterable[FileDelta]) -> Iterator[str]:
    for file in files:
        lines = "binary" if file.added is None else f"{file.added} added, {file.deleted} deleted"
        was = f", before {shown_line(file.before)}" if file.before else ""
        yield f"{shown_line(file.path)}: {file.status}{was}, {lines}"
        for touch in file.touched:
            kind = f"{touch.kind} " if touch.kind in {"function", "class"} else ""
            yield f"  {touch.how} {kind}{shown_line(touch.name)}"


def _check_lines(checks: tuple[CheckDelta, ...]) -> Iterator[str]:
    if not checks:
        return
    yield "Checks, submitted against final:"
    for turned in _ORDER:
        named = [row for row in checks if row.turned == turned]
        if named:
            yield from wrapped(", ".join(map(_check, named)), first=f"  {_HEADS[turned]}: ", rest="    ")


def _check(row: CheckDelta) -> str:
    notes = [*(["hidden"] if row.visibility == "hidden" else []), *([] if row.required else ["advisory"])]
    if row.turned not in {"same", "not known"}:
        notes.append(f"{row.before} to {row.after}")
    elif row.turned == "same":
        notes.append(str(row.after))
    else:
        notes.append(f"{row.before or 'not run'} to {row.after or 'not run'}")
    return f"{shown_line(row.id)} ({', '.join(notes)})"


def _metric_lines(metrics: tuple[MetricDelta, ...]) -> Iterator[str]:
    if not metrics:
        return
    yield "Measured, submitted against final:"
    for row in metrics:
        ratio = "" if row.ratio is None else f", {row.ratio:.3g} of it"
        source = "" if row.evidence == "judge" else " (beside the candidate's code)"
        yield from wrapped(
            f"{shown_line(row.check)} {row.name}: {figure_text(row.before, row.unit)} to "
            f"{figure_text(row.after, row.unit)}{ratio}{source}",
            first="  ",
            rest="    ",
        )


def _private_lines(found: BeforeAfter) -> Iterator[str]:
    if not found.private:
        yield "Without what interviewers kept to themselves, which is not here."
        return
    yield "What interviewers kept to themselves:"
    yield from wrapped(
        ", ".join(map(_item, found.prompted)) or "not said", first="  The feedback was about: ", rest="    "
    )
    for one in found.receptions:
        yield from wrapped(_received(one), first="  ", rest="    ")
    for issue in found.issues:
        if issue.at_end is not None:
            yield from wrapped(_issue(issue), first="  ", rest="    ")
    unmarked = [shown_line(issue.id) for issue in found.issues if issue.at_end is None]
    if unmarked:
        yield from wrapped(", ".join(unmarked), first="  Known issues that nobody marked: ", rest="    ")


def _item(item: Prompted) -> str:
    words = f": {shown_line(item.words)}" if item.words else ""
    return f"{shown_line(item.id)} ({item.sort}{words})"


def _received(one: Received) -> str:
    by = f", seen by {shown_line(one.who)}" if one.who else ""
    note = f": {shown_line(one.note)}" if one.note else ""
    return f"Feedback {one.how} at {time_text(one.t_s)}{by}{note}"


def _issue(issue: IssueAtEnds) -> str:
    title = f" ({shown_line(issue.title)})" if issue.title else ""
    note = f": {shown_line(issue.note)}" if issue.note else ""
    at_submit, at_end = issue.at_submit or "not marked", issue.at_end or "not marked"
    return f"Known issue {shown_line(issue.id)}{title}: {at_submit} at submission, {at_end} at the end{note}"
