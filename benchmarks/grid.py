"""The cells of a terminal and its cursor, and what can be done to them. Colours are left out."""

from rich.cells import cell_len


class Grid:
    """`columns` x `lines` cells; rows and columns count from 0, and the region is what scrolls."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        self.row = self.column = 0
        self._cells = [self._blank() for _ in range(lines)]
        self._saved = (0, 0)
        self._top, self._bottom = 0, lines - 1
        self._last = " "

    def row_text(self, index: int) -> str:
        """The text of one row."""
        return "".join(self._cells[index]).rstrip()

    def write(self, text: str) -> None:
        """Put text at the cursor; a full row goes on below."""
        self._last = text[-1]
        if text.isascii() and self.column + len(text) <= self.columns:
            self._cells[self.row][self.column : self.column + len(text)] = text
            self.column += len(text)
            return
        for char in text:
            width = cell_len(char)
            if self.column + width > self.columns:
                self.column = 0
                self.line_feed()
            if width:
                self._cells[self.row][self.column : self.column + width] = [char, *[""] * (width - 1)]
            self.column += width

    def repeat(self, count: int) -> None:
        """Write the last character again, `count` times."""
        self.write(self._last * count)

    def move(self, rows: int, columns: int) -> None:
        """Move the cursor, not past the edges."""
        self.place(self.row + rows, min(self.column, self.columns - 1) + columns)

    def place(self, row: int, column: int) -> None:
        """Put the cursor somewhere, or at the nearest edge."""
        self.row = max(0, min(self.lines - 1, row))
        self.column = max(0, min(self.columns - 1, column))

    def tabulate(self) -> None:
        """To the next multiple of eight."""
        self.place(self.row, (self.column // 8 + 1) * 8)

    def keep(self) -> None:
        """Remember where the cursor is."""
        self._saved = (self.row, self.column)

    def back(self) -> None:
        """Put the cursor where it was when it was kept."""
        self.row, self.column = self._saved

    def line_feed(self) -> None:
        """Down a row; the region scrolls when the cursor stands on its last one."""
        if self.row == self._bottom:
            self.scroll(1)
        else:
            self.place(self.row + 1, self.column)

    def reverse_feed(self) -> None:
        """Up a row; the region scrolls when the cursor stands on its first one."""
        if self.row == self._top:
            self.scroll(-1)
        else:
            self.place(self.row - 1, self.column)

    def scroll(self, count: int) -> None:
        """The region's rows move up by `count` (down if it is negative)."""
        self._scroll_from(self._top, count)

    def delete_rows(self, count: int) -> None:
        """Rows from the cursor's on move up by `count` (down if it is negative) within the region."""
        if self._top <= self.row <= self._bottom:
            self._scroll_from(self.row, count)

    def delete_cells(self, count: int) -> None:
        """Cells from the cursor on move left by `count` (right if it is negative)."""
        cells = self._cells[self.row]
        rest = cells[self.column :]
        moved = rest[count:] + [" "] * count if count > 0 else [" "] * -count + rest
        self._cells[self.row] = cells[: self.column] + moved[: len(rest)]

    def erase_cells(self, count: int) -> None:
        """Blank `count` cells from the cursor on."""
        self._clear(self.column, self.column + count)

    def erase_row(self, part: int) -> None:
        """Blank the cursor's row: 0 from the cursor on, 1 up to it, 2 all of it."""
        column = min(self.column, self.columns - 1)
        self._clear(column if part == 0 else 0, column + 1 if part == 1 else self.columns)

    def erase(self, part: int) -> None:
        """Blank the screen: 0 from the cursor on, 1 up to it, else all of it."""
        if part in (0, 1):
            self.erase_row(part)
        first, end = {0: (self.row + 1, self.lines), 1: (0, self.row)}.get(part, (0, self.lines))
        self._cells[first:end] = [self._blank() for _ in range(first, end)]

    def set_region(self, first: int, end: int) -> None:
        """Rows from `first` up to, not including, `end` scroll from now on."""
        self._top, self._bottom = max(0, first), min(end, self.lines) - 1
        self.place(0, 0)

    def _blank(self) -> list[str]:
        return [" "] * self.columns

    def _clear(self, first: int, end: int) -> None:
        end = min(end, self.columns)
        self._cells[self.row][first:end] = [" "] * (end - first)

    def _scroll_from(self, top: int, count: int) -> None:
        region = self._cells[top : self._bottom + 1]
        count = max(-len(region), min(len(region), count))
        fresh = [self._blank() for _ in range(abs(count))]
        moved = region[count:] + fresh if count > 0 else fresh + region[: len(region) + count]
        self._cells[top : self._bottom + 1] = moved
