"""Colours and looks of a row of a terminal: SGR escapes read strictly, everything else that is no text dropped.

Pure, and nothing here knows how it is painted. A row begins with plain colours and needs no other row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

Ink = int | tuple[int, int, int] | None
"""A colour of the palette (0 to 255), red, green and blue, or the terminal's own (None)."""

LONGEST_ROW: Final = 60_000
"""Characters of a row that are looked at; the widest row with a colour for each cell is shorter."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How a run of cells looks. `underline` is the number of the style: 0 none, 1 single, 2 double, 3 to 5 others."""

    ink: Ink = None
    ground: Ink = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: int = 0
    blink: bool = False
    reverse: bool = False
    conceal: bool = False
    strike: bool = False
    overline: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one look."""

    text: str
    pen: Pen


PLAIN: Final = Pen()

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<sgr>[0-9;:]{0,256})m"
    r"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[ -/]*[0-~]?"
    r"|[\x00-\x1a\x1c-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
"""What is no text. The joiner U+200D stays: whoever divides text into cells needs it."""


def runs(row: str) -> tuple[Run, ...]:
    """The row as runs of text, each in one look; no run is empty."""
    return tuple(_runs(row[:LONGEST_ROW]))


def _runs(row: str) -> Iterator[Run]:
    pen, text, end = PLAIN, "", 0
    for token in _TOKEN.finditer(row):
        text += row[end : token.start()]
        end = token.end()
        if (codes := token["sgr"]) is None:
            continue
        other = after(pen, codes)
        if text and other != pen:
            yield Run(text, pen)
            text = ""
        pen = other
    if text := text + row[end:]:
        yield Run(text, pen)


def after(pen: Pen, codes: str) -> Pen:
    """The look after one SGR escape with these codes; a code that is not known changes nothing."""
    waiting = iter(codes.split(";"))
    for code in waiting:
        pen = _changed(pen, code, waiting)
    return pen


_SET: Final[dict[int, dict[str, bool | int]]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": 1},
    5: {"blink": True},
    6: {"blink": True},
    7: {"reverse": True},
    8: {"conceal": True},
    9: {"strike": True},
    21: {"underline": 2},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": 0},
    25: {"blink": False},
    27: {"reverse": False},
    28: {"conceal": False},
    29: {"strike": False},
    53: {"overline": True},
    55: {"overline": False},
}
_STYLES: Final = 5


def _changed(pen: Pen, code: str, waiting: Iterator[str]) -> Pen:
    if ":" in code:
        return _with_parts(pen, code.split(":"))
    number = _number(code)
    if number == 0:
        return PLAIN
    if (change := _SET.get(number)) is not None:
        return replace(pen, **change)  # type: ignore[arg-type]  # the table names fields and their kinds
    if number in (38, 48, 58):
        return _inked(pen, number, _spread(waiting))
    return _with_palette(pen, number)


def _with_palette(pen: Pen, number: int) -> Pen:
    if 30 <= number <= 37 or 90 <= number <= 97:
        return replace(pen, ink=number - 30 if number < 90 else number - 82)
    if 40 <= number <= 47 or 100 <= number <= 107:
        return replace(pen, ground=number - 40 if number < 100 else number - 92)
    if number == 39:
        return replace(pen, ink=None)
    return replace(pen, ground=None) if number == 49 else pen


def _with_parts(pen: Pen, parts: list[str]) -> Pen:
    """A code with its own parts, as `4:3` or `38:2::10:20:30`."""
    number = _number(parts[0])
    if number == 4 and len(parts) == 2 and 0 <= (style := _number(parts[1])) <= _STYLES:
        return replace(pen, underline=style)
    return _inked(pen, number, _of_parts(parts[1:])) if number in (38, 48) else pen


def _inked(pen: Pen, number: int, ink: Ink) -> Pen:
    """The colour of an underline (58) is read and not kept."""
    if ink is None or number == 58:
        return pen
    return replace(pen, ink=ink) if number == 38 else replace(pen, ground=ink)


def _spread(waiting: Iterator[str]) -> Ink:
    """The colour in the codes that follow, as `5;208` or `2;10;20;30`; of a damaged one nothing more is read."""
    kind = _number(next(waiting, ""))
    if kind == 5:
        return _palette([_number(next(waiting, "?"))])
    if kind == 2:
        return _mixed([_number(next(waiting, "?")) for _ in range(3)])
    for _ in waiting:
        pass
    return None


def _of_parts(parts: list[str]) -> Ink:
    if parts[:1] == ["5"]:
        return _palette([_number(part) for part in parts[1:]])
    if parts[:1] == ["2"]:
        mixed = parts[2:5] if len(parts) >= 5 else parts[1:]  # the first of five names a colour space, and may be empty
        return _mixed([_number(part) for part in mixed])
    return None


def _palette(numbers: list[int]) -> Ink:
    return numbers[0] if len(numbers) == 1 and 0 <= numbers[0] <= 255 else None


def _mixed(numbers: list[int]) -> Ink:
    if len(numbers) == 3 and all(0 <= number <= 255 for number in numbers):
        return numbers[0], numbers[1], numbers[2]
    return None


def _number(text: str) -> int:
    """The number of a code; an empty one is 0, anything else that is none is -1."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else -1
