"""A row of a list and what is told about it below the list."""

from dataclasses import dataclass

from textual.content import Content


@dataclass(frozen=True, slots=True)
class Entry:
    """`row` stands in the list, `detail` below it while the cursor is on the row."""

    id: str
    row: Content
    detail: Content
