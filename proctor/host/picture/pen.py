"""Rows of a captured terminal, each made complete in itself.

tmux carries the colours of a row over to the next, says line drawing in an old alphabet, and newer ones add links. Out
of here come rows that begin plain and hold SGR escapes and printable text only; the same look is always the same text.
"""

import re
from typing import Final, NamedTuple

_PIECES: Final = re.compile(
    r"\x1b\[([0-9;:]*)m"  # colours and attributes
    r"|([\x0e\x0f])"  # line drawing on, off
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b.?"  # links and whatever else: dropped
    r"|[\x00-\x1f\x7f-\x9f\xad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"  # dropped
)
"""The joiner U+200D stays: it tells a viewer which characters share a cell."""

_LINES: Final = str.maketrans("`afghijklmnopqrstuvwxyz{|}~+,-.0", "◆▒°±▒␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·→←↑↓█")
_ATTRIBUTES: Final = frozenset({"1", "2", "3", "4", "5", "7", "8", "9", "53"})
_SPELLINGS: Final = {"5:3": "53", "4:2": "4", "4:3": "4", "4:4": "4", "4:5": "4"}
"""Codes as tmux spells them: 3.3 says overline as 5:3. Every underline is a plain one here."""
_ENDS: Final = {
    "22": ("1", "2"),
    "23": ("3",),
    "24": ("4",),
    "25": ("5",),
    "27": ("7",),
    "28": ("8",),
    "29": ("9",),
    "55": ("53",),
    "4:0": ("4",),
}
_RESET: Final = "\x1b[0m"


class Pen(NamedTuple):
    """How the next cell looks: attribute codes in order, foreground and background codes; `lines` for line drawing."""

    attributes: tuple[str, ...] = ()
    fore: str = ""
    back: str = ""
    lines: bool = False

    @property
    def escape(self) -> str:
        """The look as one escape that needs none before it."""
        codes = [*self.attributes, *(colour for colour in (self.fore, self.back) if colour)]
        return f"\x1b[0;{';'.join(codes)}m" if codes else _RESET

    def after(self, codes: str) -> "Pen":
        """The pen after the parameters of one SGR escape."""
        pen = self
        words = codes.split(";")
        at = 0
        while at < len(words):
            word = words[at]
            if word in _FULL:
                colour, used = _colour(words, at)
                pen, at = pen.with_colour(word, colour), at + used
            else:
                pen, at = pen.with_code(_SPELLINGS.get(word, word)), at + 1
        return pen

    def with_colour(self, target: str, colour: str) -> "Pen":
        """The pen with a full colour, if it is one, as foreground (38) or background (48)."""
        if not colour or target == _UNDERLINE:
            return self
        return self._replace(fore=colour) if target == "38" else self._replace(back=colour)

    def with_code(self, code: str) -> "Pen":
        """The pen after one parameter; unknown ones change nothing."""
        if code in ("", "0"):
            return Pen(lines=self.lines)
        if code in _ATTRIBUTES:
            return self._replace(attributes=tuple(sorted({*self.attributes, code}, key=int)))
        if code in _ENDS:
            gone = _ENDS[code]
            return self._replace(attributes=tuple(word for word in self.attributes if word not in gone))
        if code in _FORES:
            return self._replace(fore="" if code == "39" else code)
        if code in _BACKS:
            return self._replace(back="" if code == "49" else code)
        return self


PLAIN: Final = Pen()
_UNDERLINE: Final = "58"
_FULL: Final = frozenset({"38", "48", _UNDERLINE})
_FORES: Final = frozenset(str(code) for code in (*range(30, 38), 39, *range(90, 98)))
_BACKS: Final = frozenset(str(code) for code in (*range(40, 48), 49, *range(100, 108)))


def _colour(words: list[str], at: int) -> tuple[str, int]:
    """The full colour that begins at `at` (38;5;N or 38;2;R;G;B), and how many parameters it takes."""
    taken = 3 if words[at + 1 : at + 2] == ["5"] else 5
    parts = words[at : at + taken]
    sound = len(parts) == taken and all(part.isdigit() and int(part) < 256 for part in parts)
    return (";".join(parts), taken) if sound else ("", len(words) - at)


def drawn(raw: str, pen: Pen) -> tuple[str, Pen]:
    """A captured row that is entered with `pen`, as text complete in itself, and the pen that it leaves."""
    if pen == PLAIN and raw.isprintable():
        return raw.rstrip(" "), pen
    parts: list[str] = []
    shown = PLAIN
    at = 0
    for piece in _PIECES.finditer(raw):
        shown = _add(parts, raw[at : piece.start()], pen, shown)
        at = piece.end()
        codes, shift = piece.groups()
        if codes is not None:
            pen = pen.after(codes)
        elif shift is not None:
            pen = pen._replace(lines=shift == "\x0e")
    shown = _add(parts, raw[at:], pen, shown)
    text = "".join(parts)
    if shown == PLAIN:
        text = text.rstrip(" ")
        text = text.removesuffix(_RESET)
    return text, pen


def _add(parts: list[str], text: str, pen: Pen, shown: Pen) -> Pen:
    """Add text in the pen's look, the escape first if it is not `shown`; return what is shown then."""
    if not text:
        return shown
    look = pen._replace(lines=False)
    if look != shown:
        parts.append(look.escape)
    parts.append(text.translate(_LINES) if pen.lines else text)
    return look
