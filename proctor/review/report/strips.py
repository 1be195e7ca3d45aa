"""Small drawings that stand in a row of a table: what a check said over time, and a figure before and after.

How high a block is says what the colour says: full where the promise held, half where it did not, a line where the
check was left out, a band in the middle where the question is open.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import Final

from proctor.review.deltas import MetricDelta
from proctor.review.report.svg import Scale, element, picture
from proctor.review.report.work_parts import CheckCourse
from proctor.review.timeline import time_text
from proctor.session.verdicts import AGAINST, Verdict

WIDTH: Final = 400.0
HEIGHT: Final = 16.0
_SHAPES: Final = {
    "holds": (1.0, HEIGHT - 2),
    "fails": (HEIGHT / 2, HEIGHT / 2 - 1),
    "left-out": (HEIGHT - 3, 2.0),
    "open": (HEIGHT / 2 - 2, 4.0),
}


def shape_of(verdict: Verdict) -> str:
    """The shape that stands for a verdict."""
    if verdict is Verdict.PASS:
        return "holds"
    if verdict in AGAINST:
        return "fails"
    return "left-out" if verdict is Verdict.SKIP else "open"


def strip(check: CheckCourse, end_s: float, bounds_s: Sequence[float]) -> str:
    """What a check said from the first verdict on; `bounds_s` are where phases begin."""
    turns = check.turns
    scale = Scale(0.0, max(end_s, 1.0), 0.0, WIDTH)
    ends = [*(turn.t_s for turn in turns[1:]), end_s]
    blocks = (
        [
            _block(shape_of(turn.verdict), scale.at(turn.t_s), scale.at(until_s))
            for turn, until_s in zip(turns, ends, strict=True)
        ]
        if turns
        else []
    )
    lines = [element("line", x1=x, x2=x, y1=0, y2=HEIGHT, class_="bound") for x in map(scale.at, bounds_s)]
    told = ", ".join(f"{turn.verdict} from {time_text(turn.t_s)}" for turn in turns) or "no verdict"
    about = (f"{check.id} over time", told)
    return picture(
        f"strip-{check.visibility}-{_plain(check.id)}",
        (WIDTH, HEIGHT),
        about,
        *blocks,
        *lines,
        class_="strip",
        preserveAspectRatio="none",
    )


def before_after(metric: MetricDelta) -> str:
    """A figure as a hollow ring before and a full dot after, on a line that begins at 0."""
    before, after = metric.before, metric.after
    known = [value for value in (before, after) if value is not None and isfinite(value)]
    scale = Scale(min([0.0, *known]), max([0.0, *known]) or 1.0, 8.0, WIDTH - 8)
    places = [scale.at(value) for value in known]
    middle = HEIGHT / 2
    parts = [element("line", x1=scale.left, x2=scale.right, y1=middle, y2=middle, class_="ground")]
    parts += [element("line", x1=a, x2=b, y1=middle, y2=middle, class_="change") for a, b in pairwise(places)]
    if before is not None and isfinite(before):
        parts.append(element("circle", cx=scale.at(before), cy=middle, r=5.5, class_="ring"))
    if after is not None and isfinite(after):
        parts.append(element("circle", cx=scale.at(after), cy=middle, r=3.5, class_="dot"))
    told = f"submitted: {_figure(before)}, final: {_figure(after)}"
    return picture(
        f"figure-{_plain(f'{metric.visibility}-{metric.check}-{metric.name}')}",
        (WIDTH, HEIGHT),
        (f"{metric.name} before and after", told),
        *parts,
        class_="figure",
        preserveAspectRatio="xMinYMid",
    )


def _block(shape: str, left: float, right: float) -> str:
    top, height = _SHAPES[shape]
    return element("rect", x=left, y=top, width=max(0.8, right - left), height=height, class_=shape)


def _figure(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"


def _plain(name: str) -> str:
    """A name as an id in a page."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
