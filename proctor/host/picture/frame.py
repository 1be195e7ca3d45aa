"""From one capture of the terminal to the record of what changed since the one before."""

from typing import Final, NamedTuple

from proctor.host.picture.pen import PLAIN, Pen, drawn
from proctor.session.plain_text import shown
from proctor.session.screen import MAX_COLUMNS, MAX_LINES, Screen, ScreenRecord

MOST_CHARACTERS: Final = 900_000
"""A whole picture has to fit one message, however many colours somebody puts into it."""


class Capture(NamedTuple):
    """What tmux says of a pane at one moment: size and cursor in cells, and its rows as they came."""

    columns: int
    lines: int
    cursor: tuple[int, int] | None
    rows: tuple[bytes, ...]


class Drawing:
    """The rows of the last capture, so that only what differs is read again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bytes, Pen, str, Pen]] = {}

    def rows(self, capture: Capture) -> list[str]:
        """All rows, each complete in itself."""
        pen = PLAIN
        texts: list[str] = []
        for number, raw in enumerate(capture.rows[:MAX_LINES]):
            known = self._known.get(number)
            if known is None or known[0] != raw or known[1] != pen:
                text, after = drawn(raw.decode(errors="replace"), pen)
                known = self._known[number] = (raw, pen, text, after)
            texts.append(known[2])
            pen = known[3]
        return texts if sum(map(len, texts)) <= MOST_CHARACTERS else _within_bounds(texts, capture.columns)


def change(before: Screen, capture: Capture, rows: list[str], *, t_s: float, window: str) -> ScreenRecord | None:
    """What has to be told of a capture; None if it looks like before."""
    columns, lines = min(capture.columns, MAX_COLUMNS), min(capture.lines, MAX_LINES)
    whole = (window, columns, lines) != (before.window, before.columns, before.lines)
    old = ("",) * len(rows) if whole else before.rows
    changed = {number: text for number, text in enumerate(rows) if text != old[number]}
    cursor = _within(capture.cursor, columns, lines)
    if not whole and not changed and cursor == before.cursor:
        return None
    return ScreenRecord(t_s=t_s, window=window, columns=columns, lines=lines, rows=changed, cursor=cursor, whole=whole)


def _within(cursor: tuple[int, int] | None, columns: int, lines: int) -> tuple[int, int] | None:
    """A cursor behind the last column, waiting to wrap, stands on it."""
    return None if cursor is None else (min(cursor[0], columns - 1), min(cursor[1], lines - 1))


def _within_bounds(texts: list[str], columns: int) -> list[str]:
    """Without colours, and without what would still be too much."""
    left = MOST_CHARACTERS
    plain: list[str] = []
    for text in texts:
        row = shown(text)[: min(left, 4 * columns)]
        left -= len(row)
        plain.append(row)
    return plain
