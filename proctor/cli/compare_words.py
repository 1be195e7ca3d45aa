"""A comparison as tables of at most 80 columns: a column for each session, a few sessions at a time."""

from collections.abc import Iterator, Sequence
from typing import Final

from proctor.cli.render import WIDTH, count_text, wrapped
from proctor.review.comparing import Comparison
from proctor.review.comparison_rows import NO_RANKING, Row, Section, alpha_words, sections
from proctor.session.plain_text import shown_line

AT_A_TIME: Final = 4
_NARROWEST: Final = 11
_LEAST_ROOM: Final = 24


def compare_lines(found: Comparison) -> Iterator[str]:
    """What is compared, what was not the same for all, and the tables."""
    sessions = count_text(len(found.sides), "session")
    yield from wrapped(f"{found.title} ({found.exercise}): {sessions} side by side.", rest="  ")
    yield from wrapped(NO_RANKING, rest="  ")
    for words in found.differences:
        yield from wrapped(f"Mind: {words}.", rest="  ")
    yield from _names(found)
    for start in range(0, len(found.sides), AT_A_TIME):
        sides = found.sides[start : start + AT_A_TIME]
        labels = [side.label for side in sides]
        if len(found.sides) > AT_A_TIME:
            yield ""
            yield f"Columns {labels[0]} to {labels[-1]}, of {len(found.sides)}."
        for section in sections(found, sides):
            yield ""
            yield from _table(section, labels)
    if any(side.cards.criteria for side in found.sides):
        yield ""
        yield from wrapped(alpha_words(found.alpha), rest="  ")


def _names(found: Comparison) -> Iterator[str]:
    if not found.named:
        yield "Names are left out. To see who is who: --names"
        return
    for side in found.sides:
        yield from wrapped(f"{side.label} is {side.session}, {side.candidate}, {side.day}.", rest="  ")


def _table(section: Section, labels: Sequence[str]) -> Iterator[str]:
    """A row's name that is too long for its column stands on a line of its own, above its cells."""
    rows = [Row(shown_line(name), tuple(map(shown_line, cells))) for name, cells in section.rows]
    most = (WIDTH - _LEAST_ROOM) // len(labels) - 1
    column = min(most, max(_NARROWEST, *(len(cell) for row in rows for cell in row.cells)))
    room = min(WIDTH - len(labels) * (column + 1), max(len(row.name) for row in rows))
    title = f"{section.title.upper()}, {section.about}" if section.about else section.title.upper()
    for name, cells in (Row(title, tuple(labels)), *rows):
        lead = name
        if len(name) > room:
            yield name
            lead = ""
        yield " ".join([lead.ljust(room), *(cell.ljust(column) for cell in cells)]).rstrip()
