"""Words as Markdown that stay words: escaped, quoted, fenced, or in the cell of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~&$@])")
_BEGINS: Final = re.compile(r"^(\s*)([#+=:-]|\d{1,9}[.)])")
_LINKS: Final = re.compile(r"://|\bwww\.", re.IGNORECASE)


def escaped(text: str) -> str:
    """Somebody's words on one line: no markup, no link."""
    return _line(" ".join(text.split()))


def quoted(text: str) -> Iterator[str]:
    """Somebody's words line by line in a quotation, and an empty line."""
    for line in text.splitlines() or [""]:
        yield f"> {_line(line)}".rstrip()
    yield ""


def fenced(text: str, language: str = "") -> Iterator[str]:
    """Text as it is, between fences that it cannot close."""
    longest = max((len(found) for found in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    yield f"{fence}{language}"
    yield from text.splitlines()
    yield fence
    yield ""


def code(text: str) -> str:
    """A name in code letters, whatever is in it."""
    plain = " ".join(text.split())
    longest = max((len(found) for found in re.findall(r"`+", plain)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{ticks}{pad}{plain}{pad}{ticks}".replace("|", "\\|") if plain else ""


def table(head: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are Markdown already, and an empty line; nothing without rows."""
    written = [f"| {' | '.join(row)} |" for row in body]
    if written:
        yield f"| {' | '.join(head)} |"
        yield f"|{'---|' * len(head)}"
        yield from written
        yield ""


def said(who: str, text: str) -> Iterator[str]:
    """Who wrote what, and the words as a quotation; nothing for no words."""
    if text:
        yield f"**{escaped(who)}**"
        yield ""
        yield from quoted(text)


def _line(text: str) -> str:
    plain = _MARKS.sub(r"\\\1", text)
    plain = _LINKS.sub(lambda found: found[0].replace("://", ":\\//").replace(".", "\\."), plain)
    return _BEGINS.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", plain)
