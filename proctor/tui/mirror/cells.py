"""Text divided into the cells that tmux gives it, so that a row can be cut and padded at a column.

tmux gives a character the width of its own code; marks, variation selectors and what a joiner joins share the cell of
what stands before them. Only marks are painted with it: terminals differ in the rest, and a column must stay a column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from rich.cells import get_character_cell_size

from proctor.tui.mirror.sgr import PLAIN, Pen, Run

_JOINER: Final = "\u200d"
_SELECTORS: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))
_SKIN: Final = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_MARKS_AT_MOST: Final = 4
_LINES: Final = {**dict.fromkeys("─━┄┅┈┉╌╍═", "-"), **dict.fromkeys("│┃┆┇┊┋╎╏║", "|")}
_BOXES: Final = ("\u2500", "\u257f")
_BLOCKS: Final = ("\u2580", "\u259f")


class Cell(NamedTuple):
    """What stands in one cell, or in two; its text is as wide as `width` says, whatever stands around it."""

    text: str
    width: int


def cells(text: str) -> Iterator[Cell]:
    """The cells of a text without escapes."""
    if text.isascii():
        yield from (Cell(char, 1) for char in text)
        return
    base, width, marks, joined = "", 0, "", False
    for char in text:
        zero = char not in _SKIN and (char in _SELECTORS or char == _JOINER or not get_character_cell_size(char))
        if zero or joined:
            joined = char == _JOINER
            if base and not joined and char not in _SELECTORS and zero and len(marks) < _MARKS_AT_MOST:
                marks += char
            continue
        if base:
            yield Cell(base + marks, width)
        # the tone of a skin has cells of its own in tmux, and none where it is painted after its emoji
        base, width = ("  ", 2) if char in _SKIN else (char, get_character_cell_size(char))
        marks = ""
    if base:
        yield Cell(base + marks, width)


def cut(row: Sequence[Run], left: int, width: int) -> list[Run]:
    """The columns from `left` on, exactly `width` of them; half a wide character is a space, what is missing too."""
    found: list[Run] = []
    column, end = 0, left + width
    for run in row:
        if column >= end:
            break
        if run.text.isascii():
            part = run.text[max(0, left - column) : max(0, end - column)]
            column += len(run.text)
        else:
            part, column = _cut_wide(run.text, column, left, end)
        if part:
            found.append(Run(part, run.pen))
    if (short := end - max(column, left)) > 0:
        found.append(Run(" " * short, PLAIN))
    return found


def _cut_wide(text: str, column: int, left: int, end: int) -> tuple[str, int]:
    parts: list[str] = []
    for cell in cells(text):
        seen = min(column + cell.width, end) - max(column, left)
        if seen > 0:
            parts.append(cell.text if seen == cell.width else " " * seen)
        column += cell.width
    return "".join(parts), column


def marked(row: Sequence[Run], column: int) -> list[Run]:
    """The row with the cell at a column reversed: the cursor."""
    found: list[Run] = []
    at = 0
    for run in row:
        for cell in cells(run.text):
            here = at <= column < at + cell.width
            found.append(Run(cell.text, _reversed(run.pen) if here else run.pen))
            at += cell.width
    return _joined(found)


def in_ascii(text: str) -> str:
    """The text for a terminal that paints no more than ASCII: cell by cell, lines as lines, the rest as `?`."""
    return text if text.isascii() else "".join(_plain(cell) for cell in cells(text))


def _plain(cell: Cell) -> str:
    char = cell.text[0]
    if char.isascii():
        return "".join(part for part in cell.text if part.isascii())
    if _BOXES[0] <= char <= _BOXES[1]:
        return _LINES.get(char, "+")
    return ("#" if _BLOCKS[0] <= char <= _BLOCKS[1] else "?") * cell.width


def _reversed(pen: Pen) -> Pen:
    return replace(pen, reverse=not pen.reverse)


def _joined(row: list[Run]) -> list[Run]:
    found: list[Run] = []
    for run in row:
        if found and found[-1].pen is run.pen:
            found[-1] = Run(found[-1].text + run.text, run.pen)
        else:
            found.append(run)
    return found
