"""Widgets that draw their rows as strips and repaint only rows that differ: nothing is arranged anew by a step."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from proctor.tui.mirror.cells import cells, in_ascii
from proctor.tui.mirror.inks import styles_of

Piece = tuple[str, str]
"""A text and the name of its ink: one of the mirror's, `strong` or `muted`; with `!` before it, reversed."""
Row = Sequence[Piece]

_STRIPS_KEPT: Final = 500
"""Rows that are not made again while they stay the same."""
_APART: Final = 2


def inks(variables: Mapping[str, str]) -> dict[str, Style]:
    """The inks as a theme with these variables paints them."""
    known = {ink.value: style for ink, style in styles_of(variables).items()}
    known["strong"] = known["text"] + Style(bold=True)
    known["muted"] = known["gutter"]
    return known | {f"!{name}": style + Style(reverse=True) for name, style in known.items()}


class Drawn(Widget):
    """Asks `row` for what stands in each row whenever it is told to `draw`; `width` and `height` are its size."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Drawn { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self.width = self.height = 0
        self._strips: list[Strip] = []
        self._inks: dict[str, Style] = {}
        self._ground = Style()
        self._made: dict[tuple[object, ...], Strip] = {}

    def row(self, y: int) -> Row:
        """What stands in a row of the widget, from 0; empty for nothing."""
        raise NotImplementedError

    def draw(self) -> None:
        """Bring all rows in sight up to date."""
        width, before = self.width, self._strips
        if not width:
            return
        self._strips = [self._strip(self.row(y), width) for y in range(self.height)]
        other = [y for y, strip in enumerate(self._strips) if y >= len(before) or strip != before[y]]
        if other:
            self.refresh(*(Region(0, y, width, 1) for y in other))

    def on_resize(self, event: Resize) -> None:
        """Another size: every row is another."""
        event.stop()
        self.width, self.height = self.size
        self.resized()
        self._strips = []
        self.draw()

    def resized(self) -> None:
        """For what depends on the size, before the rows are drawn."""

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._inks, self._strips, self._made = {}, [], {}
        if self.is_mounted:
            self.draw()

    def render_line(self, y: int) -> Strip:
        """A row as it was drawn last."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    @property
    def ascii_only(self) -> bool:
        """Whether this terminal paints no more than ASCII."""
        return self.app.has_class("-ascii")

    def _strip(self, row: Row, width: int) -> Strip:
        if not self._inks:
            self._ground = self.rich_style
            self._inks = {name: self._ground + style for name, style in inks(self.app.theme_variables).items()}
        key = (width, *row)
        found = self._made.get(key)
        if found is None:
            if len(self._made) > _STRIPS_KEPT:
                self._made.clear()
            drawn = [Segment(self.cells(text), self._inks[ink]) for text, ink in row if text]
            plain = all(text.isascii() for text, _ in row)
            strip = Strip(drawn, row_width(row) if plain else None)
            found = self._made[key] = strip.adjust_cell_length(width, self._ground)
        return found

    def cells(self, text: str) -> str:
        """The text in cells that are as wide here as everywhere."""
        if text.isascii():
            return text
        return in_ascii(text) if self.ascii_only else _celled(text)


@lru_cache(4096)
def _celled(text: str) -> str:
    return "".join(cell.text for cell in cells(text))


def cut(text: str, width: int) -> str:
    """The text in at most so many columns, its end cut off with dots."""
    if cell_len(text) <= width:
        return text
    dots = ".."[: max(0, width)]
    return f"{set_cell_size(text, max(0, width - len(dots)))}{dots}"


def row_width(row: Row) -> int:
    """Columns that a row takes."""
    return sum(cell_len(text) for text, _ in row)


def fitted(left: Row, right: Row, width: int) -> Row:
    """Two parts of a row at its two ends; where there is no room for both, the right one goes."""
    gap = width - row_width(left) - row_width(right)
    return [*left, (" " * gap, "text"), *right] if gap > 0 else left


def shared(left: Row, right: Row, width: int) -> Row:
    """The same, but the last piece of the left part makes room first."""
    *first, (text, ink) = left
    room = width - row_width(right) - row_width(first) - _APART
    return fitted([*first, (cut(text, room), ink)] if right and room >= 0 else left, right, width)
