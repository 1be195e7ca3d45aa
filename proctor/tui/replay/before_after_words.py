"""The feedback and what became of it, in rows: its text, the checks and figures that turned, what was touched. Pure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from proctor.review.blind import Veil
from proctor.review.timeline import time_text
from proctor.session.durations import length_text
from proctor.session.plain_text import shown, shown_line
from proctor.session.verdicts import Verdict
from proctor.tui.replay.drawn import Row
from proctor.tui.replay.events_pane import wrapped
from proctor.tui.shapes import VERDICT_MARKS

if TYPE_CHECKING:
    from proctor.review.before_after import BeforeAfter
    from proctor.review.changed import FileDelta
    from proctor.review.deltas import CheckDelta, MetricDelta

_INDENT = "  "


def before_after_rows(found: "BeforeAfter", veil: Veil, width: int, *, ascii_only: bool = False) -> list[Row]:
    """Everything beside the diff, in so many columns."""
    rows: list[Row] = []
    for title, lines in _sections(found, ascii_only=ascii_only):
        if rows:
            rows.append(())
        rows.append([(title, "place")])
        for ink, said in lines:
            indent, text = _INDENT if said.startswith(_INDENT) else "", veil.text(said)
            rows += [[(f"{indent}{line}", ink)] for line in wrapped(text.strip(), width - len(indent) - 1)]
    return rows


Lines = list[tuple[str, str]]


def _sections(found: "BeforeAfter", *, ascii_only: bool) -> Iterator[tuple[str, Lines]]:
    yield "What the feedback said", list(_said(found))
    yield "What the checks said, submitted and final", [_check(check, ascii_only=ascii_only) for check in found.checks]
    if found.metrics:
        yield "What was measured, submitted and final", [("text", _metric(metric)) for metric in found.metrics]
    yield "What the change touched", list(_touched(found))
    if found.receptions or found.prompted:
        yield "How it was received (private)", list(_received(found))


def _said(found: "BeforeAfter") -> Iterator[tuple[str, str]]:
    given = found.feedback
    if given is None:
        yield "text", "No feedback was given."
        return
    by = f" by {shown_line(given.who)}" if given.who and given.source == "interviewer" else " from the guide"
    yield "muted", f"at {time_text(given.t_s)}{by}"
    yield "string", f"Strength: {shown(given.strength)}"
    yield "number", f"Improvement: {shown(given.improvement)}"
    if found.answer:
        yield "text", f"The answer: {shown(found.answer)}"


def _check(check: "CheckDelta", *, ascii_only: bool) -> tuple[str, str]:
    hidden = " (hidden)" if check.visibility == "hidden" else ""
    words = f"{_verdict(check.before, ascii_only=ascii_only)} to {_verdict(check.after, ascii_only=ascii_only)}"
    ink = {"now holds": "string", "no longer holds": "deleted", "differs": "number"}.get(check.turned, "text")
    turned = f": {check.turned}" if check.turned not in {"same", "not known"} else ""
    return ink, f"{words}  {shown_line(check.id)}{hidden}{turned}"


def _verdict(verdict: Verdict | None, *, ascii_only: bool) -> str:
    if verdict is None:
        return "NOT RUN"
    mark = VERDICT_MARKS[verdict]
    return f"{mark.ascii_shape if ascii_only else mark.shape} {mark.word}"


def _metric(metric: "MetricDelta") -> str:
    unit = f" {metric.unit}" if metric.unit else ""
    sides = " to ".join("none" if value is None else f"{value:.4g}{unit}" for value in (metric.before, metric.after))
    ratio = f" ({metric.ratio:.2f}x)" if metric.ratio is not None else ""
    return f"{shown_line(metric.check)} {shown_line(metric.name)}: {sides}{ratio}"


def _touched(found: "BeforeAfter") -> Iterator[tuple[str, str]]:
    first = found.first_change
    if first is not None:
        yield "text", f"First change {length_text(first.after_s)} after the feedback, at {time_text(first.t_s)}."
    yield "text", f"{found.revision_saves} saves in the revision."
    if not found.files:
        yield "text", "Nothing differs between the submitted work and the final one."
    for file in found.files:
        yield "strong", _file(file)
        for touch in file.touched:
            sort = "" if touch.kind in {"lines", "module"} else f"{touch.kind} "
            yield "text", f"{_INDENT}{touch.how}: {sort}{shown_line(touch.name)}"
    if found.set_aside.saves:
        yield "muted", f"{found.set_aside.saves} saves while the work was frozen never counted."


def _file(file: "FileDelta") -> str:
    was = f" (was {shown_line(file.before)})" if file.before else ""
    lines = "binary" if file.added is None else f"+{file.added} -{file.deleted}"
    return f"{shown_line(file.path)}{was}: {file.status}, {lines}"


def _received(found: "BeforeAfter") -> Iterator[tuple[str, str]]:
    for item in found.prompted:
        yield "text", f"It was about {item.sort} {shown_line(item.id)}: {shown_line(item.words)}"
    for one in found.receptions:
        note = f": {shown(one.note)}" if one.note else ""
        yield "text", f"{time_text(one.t_s)} {one.how}, as {shown_line(one.who) or 'an interviewer'} saw it{note}"
