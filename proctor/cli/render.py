"""How things look as plain lines: words first, at most 80 columns, no boxes and no colour, so that any reader copes."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from proctor.session.plain_text import shown, shown_line

WIDTH: Final = 80
_SHORT_COMMIT: Final = 10


def wrapped(text: str, *, first: str = "", rest: str = "") -> Iterator[str]:
    """`text` in lines of at most 80 columns; line breaks of its own are kept. Long words are not cut."""
    lead = first
    for paragraph in shown(text).splitlines() or [""]:
        lines = textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=lead,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        yield from lines or [lead.rstrip()]
        lead = rest


def quoted(text: str, *, indent: str = "    ", most_lines: int = 12) -> Iterator[str]:
    """`text` line by line, indented and wrapped; a long one is cut and says so."""
    lines = list(wrapped(text, first=indent, rest=indent))
    yield from lines[:most_lines]
    if len(lines) > most_lines:
        yield f"{indent}({len(lines) - most_lines} more lines)"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns under a head, two spaces apart; the last column runs free."""
    everything = [tuple(head), *(tuple(shown_line(cell) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in everything) for column in range(len(head))]
    for row in everything:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def count_text(number: int, one: str, many: str = "") -> str:
    """`1 check`, `3 checks`, `no checks`."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def short_commit(commit: str) -> str:
    """The beginning of a commit's name: enough to tell snapshots of a session apart."""
    return commit[:_SHORT_COMMIT]
