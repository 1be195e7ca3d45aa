"""The report as one HTML page that needs nothing else: no script, no network, no font of its own."""

import base64
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from proctor.review.deltas import MetricDelta, figure_text
from proctor.review.report import rows
from proctor.review.report.evidence_words import ABOUT, evidence_lines
from proctor.review.report.glance import glance
from proctor.review.report.judged import alpha_words, score_words
from proctor.review.report.model import Report
from proctor.review.report.rewriting import cleaned
from proctor.review.report.strips import before_after, shape_of, strip
from proctor.review.report.timeline import timeline
from proctor.review.report.words import labels, length_or_none, moment_text, ratio_text, when_text
from proctor.review.report.work_parts import CheckCourse
from proctor.session.chronicle.happening import short
from proctor.session.keeping import day_text
from proctor.session.phases import TITLES, Phase

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER: Final = files("proctor.review.report").joinpath("page")


class CheckRow(NamedTuple):
    """A check with its drawing."""

    check: CheckCourse
    drawing: str


class MetricRow(NamedTuple):
    """A figure with its drawing."""

    metric: MetricDelta
    drawing: str


def html_page(report: Report) -> str:
    """The whole page. Whatever the record holds stands in it as text."""
    plain = cleaned(report)
    style = _FOLDER.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    return (
        _environment().get_template("page.html.j2").render(style=style, style_digest=f"sha256-{digest}", **_in(plain))
    )


def _in(report: Report) -> dict[str, Any]:
    """Everything that the template names."""
    diff, left_out = rows.diff_parts(report.revision.patch)
    caption, saves = rows.shown_saves(report)
    moments_caption, moments = rows.moments(report)
    bounds_s = [phase.start_s for phase in report.course.phases[1:]]
    visible = sum(check.visibility == "visible" for check in report.checks)
    return {
        "report": report,
        "about": report.about,
        "private": report.about.private,
        "cards": report.judged is not None,
        "labels": labels(report),
        "sections": sections(report),
        "glance": glance(report),
        "evidence": evidence_lines(report.evidence),
        "evidence_about": ABOUT,
        "timeline": timeline(report.course, report.saves, visible, report.about.length_s),
        "check_groups": [
            (name, [CheckRow(check, strip(check, report.about.length_s, bounds_s)) for check in found])
            for name, found in rows.groups(report)
        ],
        "told": list(rows.told(report)),
        "turned": rows.turned(report.revision.checks),
        "metrics": [MetricRow(metric, before_after(metric)) for metric in report.revision.metrics],
        "diff": diff,
        "diff_left_out": left_out,
        "most_touched": rows.MOST_TOUCHED,
        "moments": moments,
        "moments_caption": moments_caption,
        "saves": saves,
        "saves_caption": caption,
        "alpha": alpha_words(report.judged.agreement) if report.judged else "",
        "score": score_words,
    }


def sections(report: Report) -> list[tuple[str, str]]:
    """The page's parts by their anchors, in its order."""
    found = [
        ("glance", "At a glance", True),
        ("revision", "Feedback", True),
        ("checks", "Checks", True),
        ("course", "Course", True),
        ("private", "Private notes", report.about.private),
        ("cards", "Scorecards", report.judged is not None),
        ("fairness", "Fairness log", True),
        ("agreement", "Agreement", True),
        ("record", "Record", True),
    ]
    return [(anchor, name) for anchor, name, there in found if there]


def _day(moment: str) -> str:
    return day_text(datetime.fromisoformat(moment).date())


_FILTERS: Final[dict[str, Callable[..., str]]] = {
    "moment": moment_text,
    "when": when_text,
    "length_of": length_or_none,
    "short": short,
    "shape": shape_of,
    "day": _day,
    "figure": figure_text,
    "ratio": ratio_text,
    "few_lines": rows.few_lines,
    "phase_title": lambda phase: TITLES[Phase(phase)],
}


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 only a page needs it

    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: _FOLDER.joinpath(name).read_text(encoding="utf-8")),
    )
    made.filters.update(_FILTERS)
    return made
