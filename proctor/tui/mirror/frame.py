"""The quiet frame around a picture that is smaller than the space for it; its top names the size."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from proctor.tui.mirror.fit import Fit

_FINE = ("╭", "─", "╮", "│", "╰", "╯")
_PLAIN = ("+", "-", "+", "|", "+", "+")


def heading_strip(text: str, fit: Fit, style: Style, *, ascii_only: bool = False) -> Strip:
    """The top of the frame, or a row of its own, with words in it."""
    corner, line, other, *_ = _PLAIN if ascii_only else _FINE
    room = fit.seen_columns
    words = f" {text} "[: max(0, room - 1)]
    middle = f"{line}{words}".ljust(room, line)[:room]
    return _stood(f"{corner}{middle}{other}" if fit.framed else middle, fit, style)


def below(fit: Fit, style: Style, *, ascii_only: bool = False) -> Strip:
    """The bottom of the frame."""
    _, line, _, _, corner, other = _PLAIN if ascii_only else _FINE
    middle = line * fit.seen_columns
    return _stood(f"{corner}{middle}{other}" if fit.framed else middle, fit, style)


def beside(row: Strip, fit: Fit, style: Style, *, ascii_only: bool = False) -> Strip:
    """A row of the picture with the sides of the frame."""
    if row.cell_length == fit.width:
        return row
    side = (_PLAIN if ascii_only else _FINE)[3]
    before = " " * (fit.indent - 1) + side if fit.framed else " " * fit.indent
    after = (side if fit.framed else "").ljust(fit.width - fit.indent - fit.seen_columns)
    return Strip([Segment(before, style), *row, Segment(after, style)], fit.width)


def _stood(text: str, fit: Fit, style: Style) -> Strip:
    indent = fit.indent - (1 if fit.framed else 0)
    return Strip([Segment((" " * indent + text).ljust(fit.width), style)], fit.width)
