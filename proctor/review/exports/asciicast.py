"""The terminal as it was shown, as an asciicast of version 2 that asciinema and its kin play, with marks to jump to.

What a player is sent is made here: places, rows, and the looks of letters. No other escape of a recorded row passes.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import merge
from typing import Any, Final

import msgspec

from proctor.errors import UsageError
from proctor.review.blind import Veil
from proctor.review.film import Film
from proctor.review.marks import Sort
from proctor.session.plain_text import shown_line
from proctor.session.screen import Screen, ScreenRecord

IDLE_LIMIT_S: Final = 2.0
"""Players shorten a time in which nothing moves to this."""
MARKED: Final = frozenset({Sort.PHASE, Sort.CLOCK, Sort.FEEDBACK, Sort.TALK, Sort.FOCUS})
_SGR: Final = re.compile(r"(\x1b\[[0-9;:]{0,64}m)")
_STEERING: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[ -/]*[0-~]?"
    r"|[\x00-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_PLAIN: Final = "\x1b[0m"
_NO_WRAP: Final = "\x1b[?7l"
_Event = tuple[float, str, str]


def asciicast(film: Film, veil: Veil) -> Iterator[str]:
    """The lines of the file. Raises UsageError where no picture was recorded."""
    width, height = _largest(film.recording.screens)
    if not width or not height:
        raise UsageError(
            "this session recorded no picture of its terminal", hint="agree on it at the start: --screen recorded"
        )
    terms = film.terms
    header = {
        "version": 2,
        "width": width,
        "height": height,
        "timestamp": int(datetime.fromisoformat(film.recording.public[0].at_utc).timestamp()),
        "duration": round(film.end_s, 3),
        "idle_time_limit": IDLE_LIMIT_S,
        "title": shown_line(veil.text(f"{terms.title}, {terms.candidate}")),
        "env": {"TERM": "xterm-256color"},
    }
    yield _line(header)
    latest_s = 0.0
    painted = _painted(film.recording.screens, (width, height), veil)
    for t_s, code, data in merge(_marks(film, veil), painted, key=lambda event: event[0]):
        latest_s = max(latest_s, t_s)
        yield _line([round(latest_s, 6), code, data])


def _line(value: Any) -> str:
    return msgspec.json.encode(value).decode() + "\n"


def _largest(records: Iterable[ScreenRecord]) -> tuple[int, int]:
    width = height = 0
    for record in records:
        width, height = max(width, record.columns), max(height, record.lines)
    return width, height


def _marks(film: Film, veil: Veil) -> Iterator[_Event]:
    for mark in film.marks:
        if mark.sort in MARKED and not mark.private:
            yield mark.t_s, "m", shown_line(veil.text(mark.words))


def _painted(records: Iterable[ScreenRecord], size: tuple[int, int], veil: Veil) -> Iterator[_Event]:
    """Changed rows where they are; everything again where a picture is whole or its size is another."""
    screen, latest_s, begun = Screen(), 0.0, False
    for record in records:
        latest_s = max(latest_s, record.t_s)
        new = screen.after(record)
        now = (new.columns, new.lines)
        if not begun or now != (screen.columns, screen.lines):
            if now != size:
                yield latest_s, "r", f"{now[0]}x{now[1]}"
            size = now
        whole = not begun or record.whole or now != (screen.columns, screen.lines)
        changed = range(new.lines) if whole else (row for row in record.rows if 0 <= row < new.lines)
        rows = {row: new.rows[row] for row in changed}
        yield latest_s, "o", _frame(rows, new, veil, whole=whole)
        screen, begun = new, True


def _frame(rows: dict[int, str], screen: Screen, veil: Veil, *, whole: bool) -> str:
    parts = [f"\x1b[?25l{_NO_WRAP}"]
    if whole:
        parts.append(f"{_PLAIN}\x1b[H\x1b[2J")
    parts += [f"\x1b[{row + 1};1H{_PLAIN}{_row(text, veil)}{_PLAIN}\x1b[K" for row, text in rows.items()]
    if screen.cursor is not None:
        column, row = screen.cursor
        parts.append(f"\x1b[{row + 1};{column + 1}H\x1b[?25h")
    return "".join(parts)


def _row(text: str, veil: Veil) -> str:
    """Letters and their looks; whatever else could steer a terminal is left out."""
    return "".join(
        part if number % 2 else veil.text(_STEERING.sub("", part)) for number, part in enumerate(_SGR.split(text))
    )
