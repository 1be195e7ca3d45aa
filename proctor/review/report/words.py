"""How single values of a report read, on the page and in Markdown alike."""

from proctor.review.deltas import MetricDelta
from proctor.review.report.model import Report
from proctor.review.report.session_parts import Deviation, Sort
from proctor.review.report.work_parts import Finding
from proctor.review.timeline import time_text
from proctor.session.durations import length_text


def labels(report: Report) -> list[str]:
    """What a reader has to know before anything else."""
    about = report.about
    said = (
        (about.practice, "practice"),
        (about.private, "with what is private: not for the candidate"),
        (about.blind, "blind"),
    )
    return [words for holds, words in said if holds]


def moment_text(t_s: float | None) -> str:
    """`0:12:05`: hours, minutes and seconds that had passed by then; nothing for no moment."""
    return "" if t_s is None else time_text(t_s)


def when_text(line: Deviation) -> str:
    """When a line of the fairness log happened; what was agreed held all along, and what is missing has no moment."""
    return "all along" if line.sort is Sort.AGREED else moment_text(line.t_s)


def ratio_text(metric: MetricDelta) -> str:
    """How much of the figure before the one after is, and whether it is only evidence; nothing for neither."""
    ratio = "" if metric.ratio is None else f"{metric.ratio:.3g}"
    return ratio if metric.evidence == "judge" else f"{ratio} (measured beside the candidate's code)".lstrip()


def length_or_none(seconds: float | None) -> str:
    """`15 min`; nothing for no length."""
    return "" if seconds is None else length_text(seconds)


def verdict_text(finding: Finding | None) -> str:
    """The word of a verdict, or that there is none."""
    return "not run" if finding is None else str(finding.verdict)
