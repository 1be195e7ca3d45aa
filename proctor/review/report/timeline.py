"""The course of a session as one drawing: phases, the clock, who could watch, saves, checks, and what was said.

Every lane has its own name and shapes, so that nothing is told by colour alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from proctor.review.marks import Sort
from proctor.review.report.session_parts import Course, Moment, Span
from proctor.review.report.svg import Scale, apart, element, picture, title, words
from proctor.review.report.work_parts import SaveRow
from proctor.review.timeline import time_text
from proctor.session.durations import length_text
from proctor.session.phases import TITLES

WIDTH: Final = 1000.0
_LEFT: Final = 112.0
_RIGHT: Final = 988.0
_TOP: Final = 22.0
_LANE: Final = 24.0
_HIGH: Final = 44.0
_LETTER: Final = 8.5
"""About how wide a letter of a label is."""


Shape = Callable[[float, Moment], str]
"""A mark's outline around a place."""


class Lane(NamedTuple):
    """A row of the drawing: its name, how high it is, and what is in it when it begins at 0."""

    name: str
    height: float
    inside: str


def timeline(course: Course, saves: Sequence[SaveRow], checks: int, end_s: float) -> str:
    """The drawing; `checks` is how many visible ones there are."""
    scale = Scale(0.0, max(end_s, 1.0), _LEFT, _RIGHT)
    lanes = [lane for lane in _lanes(course, saves, checks, scale) if lane.inside]
    height = _TOP + sum(lane.height for lane in lanes) + 6
    parts = [_axis(scale, height)]
    top = _TOP
    for lane in lanes:
        parts.append(
            element(
                "g",
                element("text", words(lane.name), x=0, y=lane.height / 2 + 4, class_="lane"),
                lane.inside,
                transform=f"translate(0 {top:g})",
            )
        )
        top += lane.height
    about = "; ".join(f"{TITLES[phase.phase]} until {time_text(phase.end_s)}" for phase in course.phases)
    return picture(
        "timeline", (WIDTH, height), ("The course of the session", f"Hours, minutes and seconds: {about}."), *parts
    )


def _lanes(course: Course, saves: Sequence[SaveRow], checks: int, scale: Scale) -> Iterator[Lane]:
    yield Lane("Phase", _LANE, _phases(course, scale))
    yield Lane("Clock stood", _LANE, _spans(course.pauses, scale, "pause"))
    yield Lane("Unwatched", _LANE, _spans(course.focus, scale, "focus"))
    yield Lane("Terminal gone", _LANE, _spans(course.away, scale, "away"))
    yield Lane("Saves", _LANE, _saves(saves, scale))
    yield Lane("Checks held", _HIGH, _held(saves, checks, scale))
    yield Lane("Turned", _LANE, _marks(course.moments, {Sort.CHECK}, scale, _triangle))
    yield Lane("Talk", _LANE, _marks(course.moments, {Sort.TALK}, scale, _circle))
    yield Lane("Feedback", _LANE, _marks(course.moments, {Sort.FEEDBACK}, scale, _diamond))
    yield Lane("Private", _LANE, _marks(course.moments, {Sort.PRIVATE}, scale, _square))


def _axis(scale: Scale, height: float) -> str:
    return "".join(
        element("line", x1=x, x2=x, y1=_TOP - 6, y2=height, class_="grid")
        + element("text", time_text(t_s), x=x, y=11, class_="tick", text_anchor=_anchor(x))
        for t_s in scale.ticks()
        for x in (scale.at(t_s),)
    )


def _anchor(x: float) -> str:
    return "end" if x > _RIGHT - 20 else "middle"


def _phases(course: Course, scale: Scale) -> str:
    parts = []
    for phase in course.phases:
        left, right = scale.at(phase.start_s), scale.at(phase.end_s)
        name = TITLES[phase.phase]
        about = f"{name}: {length_text(phase.end_s - phase.start_s)}"
        label = (
            element("text", words(name), x=left + 5, y=16, class_="inside")
            if right - left > _LETTER * len(name) + 8
            else ""
        )
        box = element("rect", title(about), x=left, y=3, width=max(1, right - left), height=18, class_="phase")
        parts.append(box + label)
    return "".join(parts)


def _spans(found: Iterable[Span], scale: Scale, kind: str) -> str:
    return "".join(
        element(
            "rect",
            title(f"{length_text(span.end_s - span.start_s)} from {time_text(span.start_s)} on. {span.words}"),
            x=scale.at(span.start_s),
            y=5,
            width=max(2, scale.at(span.end_s) - scale.at(span.start_s)),
            height=14,
            class_=kind,
        )
        for span in found
    )


def _saves(saves: Sequence[SaveRow], scale: Scale) -> str:
    return "".join(
        element("line", x1=x, x2=x, y1=5, y2=19, class_="save") for x in apart(scale.at(save.t_s) for save in saves)
    )


def _held(saves: Sequence[SaveRow], checks: int, scale: Scale) -> str:
    """How many visible checks hold on what was saved last: a line in steps over its own ground line."""
    if not checks or not saves:
        return ""
    ground, full = _HIGH - 6, _HIGH - 12
    path = [f"M{scale.at(saves[0].t_s):.1f} {ground:.1f}"]
    last_y = ground
    for save in saves:
        y = ground - full * min(1.0, save.holding / checks)
        if y != last_y:
            path.append(f"H{scale.at(save.t_s):.1f}V{y:.1f}")
            last_y = y
    end = f"H{scale.right:.1f}"
    about = f"From {saves[0].holding} to {saves[-1].holding} of {checks} visible checks held"
    return (
        element("line", x1=scale.left, x2=scale.right, y1=ground - full, y2=ground - full, class_="all")
        + element("path", d=f"{' '.join(path)}{end}V{ground:.1f}Z", class_="area")
        + element("path", title(about), d=f"{' '.join(path)}{end}", class_="held")
    )


def _marks(moments: Iterable[Moment], sorts: set[Sort], scale: Scale, shape: Shape) -> str:
    return "".join(
        element(
            "path",
            title(f"{time_text(moment.t_s)} {moment.words}"),
            d=shape(scale.at(moment.t_s), moment),
            class_=f"mark {moment.sort}",
        )
        for moment in moments
        if moment.sort in sorts
    )


def _triangle(x: float, moment: Moment) -> str:
    """Up where a check holds for the first time, down where it no longer holds."""
    if "no longer" in moment.words:
        return f"M{x - 5:.1f} 7H{x + 5:.1f}L{x:.1f} 17Z"
    return f"M{x - 5:.1f} 17H{x + 5:.1f}L{x:.1f} 7Z"


def _circle(x: float, _moment: Moment) -> str:
    return f"M{x - 4.5:.1f} 12a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z"


def _diamond(x: float, _moment: Moment) -> str:
    return f"M{x:.1f} 5L{x + 6:.1f} 12L{x:.1f} 19L{x - 6:.1f} 12Z"


def _square(x: float, _moment: Moment) -> str:
    return f"M{x - 4:.1f} 8h8v8h-8Z"
