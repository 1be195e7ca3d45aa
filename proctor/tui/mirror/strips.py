"""Runs of a terminal's row as strips of the screen: in the theme's colours where the row has none of its own."""

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from proctor.tui.mirror.cells import in_ascii
from proctor.tui.mirror.sgr import Ink, Pen, Run


def strip_of(row: list[Run], width: int, ground: Style, *, colourless: bool = False, ascii_only: bool = False) -> Strip:
    """A row that is `width` cells wide, over the style `ground`; `colourless` keeps the looks and drops the colours."""
    found = []
    for run in row:
        text = in_ascii(run.text) if ascii_only else run.text
        found.append(Segment(text, ground + style_of(run.pen, colourless=colourless)))
    return Strip(found, width)


@lru_cache(4096)
def style_of(pen: Pen, *, colourless: bool = False) -> Style:
    """How a pen is painted; what blinks is bold, because nothing in the mirror moves by itself."""
    return Style(
        color=None if colourless else _colour(pen.ink),
        bgcolor=None if colourless else _colour(pen.ground),
        bold=pen.bold or pen.blink or None,
        dim=pen.dim or None,
        italic=pen.italic or None,
        underline=pen.underline not in (0, 2) or None,
        underline2=pen.underline == 2 or None,
        reverse=pen.reverse or None,
        conceal=pen.conceal or None,
        strike=pen.strike or None,
        overline=pen.overline or None,
    )


def _colour(ink: Ink) -> Color | None:
    if ink is None:
        return None
    return Color.from_ansi(ink) if isinstance(ink, int) else Color.from_rgb(*ink)
