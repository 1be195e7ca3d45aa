"""The row of a text that stands at the top, carried over from one width to another."""

from textual.content import Content
from textual.css.styles import RulesMap

from proctor.tui.arrangement import Pane, columns

WIDEST = 100
"""Columns that prose takes at most, in the candidate's panes as here."""

_EDGES = 4
"""Columns of a pane that hold no text: its frame and the space within."""


def pane_width(panes: tuple[Pane, ...], screen_columns: int) -> int:
    """Columns of text in each pane of the candidate's screen of so many columns."""
    groups = columns(panes, screen_columns)
    if not groups or not screen_columns:
        return 0
    edges = _EDGES if len(groups) > 1 else _EDGES // 2
    return max(1, min(WIDEST, screen_columns // len(groups) - edges))


def rows_of(text: str, width: int) -> int:
    """Rows that a text takes in so many columns."""
    return Content(text).get_height(RulesMap(), max(1, width))


def row_here(row: int, text: str, width: int, width_here: int) -> int:
    """The row here for a row in sight there: the same share of the text, or the same row where the widths agree."""
    if width == width_here or width <= 0 or row <= 0:
        return max(0, row)
    return round(row * rows_of(text, width_here) / max(1, rows_of(text, width)))
