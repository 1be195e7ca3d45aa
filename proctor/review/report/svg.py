"""Drawings as SVG: elements, escaped words, the scale of a time axis. Pure; every text goes through `words`."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from proctor.session.plain_text import shown_line

_STEPS_S: Final = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800)
MOST_TICKS: Final = 10


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """An element around what is markup already; `class_` and `stroke_width` are written `class` and `stroke-width`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_value(value))}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str) -> str:
    """Somebody's words on one line, as markup."""
    return html.escape(shown_line(text))


def title(text: str) -> str:
    """What a pointer that rests on an element, or a screen reader, is told."""
    return element("title", words(text))


def picture(name: str, size: tuple[float, float], about: tuple[str, str], *inside: str, **attributes: str) -> str:
    """A whole drawing with a title and a description; `name` is its id in the page."""
    head, more = about
    return element(
        "svg",
        element("title", words(head), id=f"{name}-title"),
        element("desc", words(more), id=f"{name}-desc"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(size[0])} {_value(size[1])}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        **attributes,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds of the timeline as places between `left` and `right`."""

    start_s: float
    end_s: float
    left: float
    right: float

    def at(self, t_s: float) -> float:
        """Where a moment lies; what is outside lies at the edge."""
        length_s = max(self.end_s - self.start_s, 1e-9)
        share = min(1.0, max(0.0, (t_s - self.start_s) / length_s))
        return self.left + share * (self.right - self.left)

    def ticks(self) -> Iterator[float]:
        """Moments for the marks of an axis: round ones, ten at most."""
        length_s = self.end_s - self.start_s
        step_s = next((step for step in _STEPS_S if length_s / step <= MOST_TICKS), _STEPS_S[-1])
        number = int(-(-self.start_s // step_s))
        while number * step_s <= self.end_s:
            yield float(number * step_s)
            number += 1


def apart(places: Iterator[float], least: float = 0.75) -> Iterator[float]:
    """Places in rising order without those that would cover the one before."""
    last = -1e9
    for place in places:
        if place - last >= least:
            last = place
            yield place


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
