"""A file's text in colours, line by line and only as far as it was looked at.

A few languages of known lexers: text that somebody else wrote is not let loose on all of them.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from proctor.tui.mirror.inks import Ink, Line, Piece

COLOURED_AT_MOST: Final = 100_000
"""Characters of a file that still gets colours."""

LONGEST_COLOURED_LINE: Final = 2_000

_LEXERS: Final = {
    ".py": "python",
    ".pyi": "python",
    ".md": "markdown",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".sh": "bash",
}


class Coloured:
    """The lines of a text; `line` colours everything above a line too, because colours depend on it."""

    def __init__(self, path: str, text: str) -> None:
        self._plain = text.split("\n")
        self._done: list[Line] = []
        self._rest = _lines(path, text) if _may_be_coloured(text, self._plain) else None

    def __len__(self) -> int:
        return len(self._plain)

    @property
    def ready(self) -> int:
        """How many lines, from the first on, cost nothing any more."""
        return len(self._plain) if self._rest is None else len(self._done)

    def plain(self, number: int) -> str:
        """A line's text without colours, by number from 0."""
        return self._plain[number]

    def line(self, number: int) -> Line:
        """A line by number from 0."""
        while self._rest is not None and len(self._done) <= number:
            nxt = next(self._rest, None)
            if nxt is None:
                self._rest = None
            else:
                self._done.append(nxt)
        if number < len(self._done) and "".join(text for text, _ in self._done[number]) == self._plain[number]:
            return self._done[number]
        return ((self._plain[number], Ink.TEXT),)


def _may_be_coloured(text: str, lines: list[str]) -> bool:
    return len(text) <= COLOURED_AT_MOST and max(map(len, lines)) <= LONGEST_COLOURED_LINE


def _lines(path: str, text: str) -> Iterator[Line] | None:
    suffix = path[path.rfind(".") :].lower()
    if suffix not in _LEXERS:
        return None
    return _divided((value, _ink(str(kind))) for kind, value in _lexer(_LEXERS[suffix]).get_tokens(text))


@cache
def _lexer(name: str) -> Any:
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # noqa: PLC0415 heavy, and late enough

    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


def _divided(pieces: Iterator[Piece]) -> Iterator[Line]:
    line: list[Piece] = []
    for text, ink in pieces:
        first, *others = text.split("\n")
        line.append((first, ink))
        for other in others:
            yield _joined(line)
            line = [(other, ink)]
    yield _joined(line)


def _joined(pieces: list[Piece]) -> Line:
    """The fewest pieces that look the same: what is between them is written to the terminal, and takes the most of it.

    Blanks take the ink of what is beside them.
    """
    joined: list[Piece] = []
    for text, ink in pieces:
        before, known = joined[-1] if joined else ("", ink)
        if not text.strip() or not before.strip() or known is ink:
            joined[-1:] = [(before + text, ink if text.strip() else known)]
        else:
            joined.append((text, ink))
    return tuple(piece for piece in joined if piece[0])


_INKS: Final = (
    ("Token.Comment", Ink.QUIET),
    ("Token.Literal.String", Ink.STRING),
    ("Token.Literal.Number", Ink.NUMBER),
    ("Token.Keyword", Ink.KEYWORD),
    ("Token.Operator.Word", Ink.KEYWORD),
    ("Token.Name.Function", Ink.NAME),
    ("Token.Name.Class", Ink.NAME),
    ("Token.Name.Decorator", Ink.NUMBER),
    ("Token.Name.Tag", Ink.KEYWORD),
    ("Token.Generic.Heading", Ink.KEYWORD),
    ("Token.Generic.Subheading", Ink.KEYWORD),
)


@cache
def _ink(kind: str) -> Ink:
    return next((ink for name, ink in _INKS if kind.startswith(name)), Ink.TEXT)
