"""What a person would see: the words on a terminal after the bytes that a program wrote.

Knows the sequences that Textual and tmux use for an xterm; anything else that is a sequence paints nothing.
"""

import codecs
import re
from collections.abc import Callable
from typing import Final

from benchmarks.grid import Grid

_TOKEN: Final = re.compile(
    r"(?P<csi>\x1b\[(?P<private>[<=>?]?)(?P<params>[0-9;:]*)(?P<inter>[ -/]*)(?P<final>[@-~]))"
    r"|(?P<string>\x1b[\]PX^_].*?(?:\x07|\x1b\\))"
    r"|(?P<charset>\x1b[()*+].)"
    r"|(?P<escape>\x1b[^\[\]PX^_()*+])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<broken>\x1b\[[^@-~\x1b]*(?=\x1b))"
    r"|(?P<text>[^\x00-\x1f\x7f]+)",
    re.DOTALL,
)


class Screen:
    """A terminal of `columns` x `lines`; `feed` paints."""

    def __init__(self, columns: int, lines: int) -> None:
        self._grid = Grid(columns, lines)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""

    def row(self, index: int) -> str:
        """The text of one row."""
        return self._grid.row_text(index)

    @property
    def text(self) -> str:
        """All rows, one per line."""
        return "\n".join(self.row(index) for index in range(self._grid.lines))

    def feed(self, content: bytes) -> None:
        """Paint what the program wrote; a sequence that is not yet whole waits for the rest."""
        said = self._pending + self._decoder.decode(content)
        at = 0
        while at < len(said) and (token := _TOKEN.match(said, at)) is not None:
            at = token.end()
            self._paint(token)
        self._pending = said[at:]

    def _paint(self, token: re.Match[str]) -> None:
        if token["text"] is not None:
            self._grid.write(token["text"])
        elif token["control"] is not None:
            _CONTROLS.get(token["control"], _nothing)(self._grid)
        elif token["escape"] is not None:
            _ESCAPES.get(token["escape"], _nothing)(self._grid)
        elif token["csi"] is not None and token["private"] and token["params"] == "1049":
            self._grid.erase(2)
        elif token["csi"] is not None and not token["private"] and not token["inter"]:
            numbers = [int(part or 0) for part in re.split("[;:]", token["params"])]
            command = _COMMANDS.get(token["final"])
            if command is not None:
                command(self._grid, numbers[0], numbers[1] if len(numbers) > 1 else 0)


def _nothing(_grid: Grid) -> None:
    pass


def _next_line(grid: Grid) -> None:
    grid.column = 0
    grid.line_feed()


_CONTROLS: Final[dict[str, Callable[[Grid], None]]] = {
    "\r": lambda grid: grid.place(grid.row, 0),
    "\n": Grid.line_feed,
    "\x0b": Grid.line_feed,
    "\x0c": Grid.line_feed,
    "\b": lambda grid: grid.move(0, -1),
    "\t": Grid.tabulate,
}
_ESCAPES: Final[dict[str, Callable[[Grid], None]]] = {
    "\x1b7": Grid.keep,
    "\x1b8": Grid.back,
    "\x1bD": Grid.line_feed,
    "\x1bE": _next_line,
    "\x1bM": Grid.reverse_feed,
}
_COMMANDS: Final[dict[str, Callable[[Grid, int, int], None]]] = {
    "A": lambda grid, n, _: grid.move(-(n or 1), 0),
    "B": lambda grid, n, _: grid.move(n or 1, 0),
    "C": lambda grid, n, _: grid.move(0, n or 1),
    "D": lambda grid, n, _: grid.move(0, -(n or 1)),
    "G": lambda grid, n, _: grid.place(grid.row, n - 1),
    "H": lambda grid, row, column: grid.place(row - 1, column - 1),
    "J": lambda grid, n, _: grid.erase(n),
    "K": lambda grid, n, _: grid.erase_row(n),
    "L": lambda grid, n, _: grid.delete_rows(-(n or 1)),
    "M": lambda grid, n, _: grid.delete_rows(n or 1),
    "P": lambda grid, n, _: grid.delete_cells(n or 1),
    "@": lambda grid, n, _: grid.delete_cells(-(n or 1)),
    "S": lambda grid, n, _: grid.scroll(n or 1),
    "T": lambda grid, n, _: grid.scroll(-(n or 1)),
    "X": lambda grid, n, _: grid.erase_cells(n or 1),
    "b": lambda grid, n, _: grid.repeat(n or 1),
    "d": lambda grid, n, _: grid.place(n - 1, grid.column),
    "f": lambda grid, row, column: grid.place(row - 1, column - 1),
    "r": lambda grid, top, bottom: grid.set_region(top - 1, bottom or grid.lines),
}
