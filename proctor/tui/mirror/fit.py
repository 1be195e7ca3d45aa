"""Where the candidate's picture stands in the viewer's space: framed in a larger one, scrolled in a smaller one. Pure.

The candidate's screen never changes its size for a viewer; the viewer's view of it does.
"""

from dataclasses import dataclass
from typing import Self

from proctor.session.screen import Screen


@dataclass(frozen=True, slots=True)
class Fit:
    """A picture of `columns` x `lines` in a space of `width` x `height`, whose first row is a heading.

    `left` and `top` are the first column and row of the picture in sight.
    """

    columns: int
    lines: int
    width: int
    height: int
    left: int = 0
    top: int = 0

    @property
    def seen_columns(self) -> int:
        """Columns of the picture in sight."""
        return min(self.columns, self.width)

    @property
    def seen_lines(self) -> int:
        """Rows of the picture in sight, below the heading."""
        return min(self.lines, max(0, self.height - 1))

    @property
    def whole(self) -> bool:
        """Whether all of the picture is in sight."""
        return self.seen_columns == self.columns and self.seen_lines == self.lines

    @property
    def framed(self) -> bool:
        """Whether there is room for the sides of a frame."""
        return self.width >= self.columns + 2

    @property
    def closed(self) -> bool:
        """Whether there is room for the bottom of a frame."""
        return self.height > self.lines + 1

    @property
    def indent(self) -> int:
        """Columns of the space before the picture: it stands in the middle."""
        return (self.width - self.seen_columns) // 2

    @property
    def drop(self) -> int:
        """Rows of the space before the heading: the picture stands a little above the middle."""
        return max(0, (self.height - self.lines - 2) // 3)

    def moved(self, right: int, down: int) -> Self:
        """Scrolled by so many columns and rows, as far as there is anything."""
        return self._at(self.left + right, self.top + down)

    def following(self, cursor: tuple[int, int] | None) -> Self:
        """Scrolled to where the cursor is: sideways from the left edge in halves, up and down no more than needed."""
        if cursor is None:
            return self._at(self.left, self.top)
        column, row = cursor
        half = max(1, self.seen_columns // 2)
        beyond = max(0, column + 1 - self.seen_columns)
        top = min(self.top, row) if row < self.top else max(self.top, row - self.seen_lines + 1)
        return self._at(-(-beyond // half) * half, top)

    def resized(self, picture: Screen, width: int, height: int) -> Self:
        """The same place in another picture or another space."""
        fitted = type(self)(picture.columns, picture.lines, max(0, width), max(0, height))
        return fitted.moved(self.left, self.top)

    def row_of(self, line: int) -> int | None:
        """The row of the space in which a row of the picture stands, if it is in sight."""
        row = line - self.top
        return self.drop + 1 + row if 0 <= row < self.seen_lines else None

    def line_at(self, row: int) -> int | None:
        """The row of the picture that stands in a row of the space."""
        line = row - self.drop - 1
        return self.top + line if 0 <= line < self.seen_lines else None

    def _at(self, left: int, top: int) -> Self:
        left = max(0, min(left, self.columns - self.seen_columns))
        top = max(0, min(top, self.lines - self.seen_lines))
        return type(self)(self.columns, self.lines, self.width, self.height, left, top)
