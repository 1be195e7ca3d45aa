"""What the list of files and the line above an open file say."""

from typing import Final, Literal

from textual.content import Content

from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.tui.cockpit.view import FileRow, Files

Base = Literal["previous", "submitted", "start"]

BASES: Final[tuple[Base, ...]] = ("previous", "submitted", "start")
_SINCE: Final[dict[str, str]] = {
    "previous": "the save before",
    "submitted": "what was submitted",
    "start": "the start",
}
SHOWN_AT_MOST: Final = 300_000
"""Characters of a file that are shown."""


def since(base: str) -> str:
    """What a change is against."""
    return _SINCE.get(base, shown_line(base))


def next_base(base: str, session: Session | None) -> Base:
    """The base after this one, among those there are by now."""
    tags = session.tags if session is not None else {}
    there = [known for known in BASES if known == "previous" or known in tags]
    index = there.index(base) if base in there else -1
    return there[(index + 1) % len(there)]


def row_text(row: FileRow, *, width: int) -> Content:
    """A file of the list: its mark, its name, its change."""
    change = f"+{row.added} -{row.deleted}" if row.changed else ""
    name = shown_line(row.path)
    room = max(8, width - 3 - len(change))
    named = name if len(name) <= room else f"..{name[-(room - 2) :]}"
    mark = ("~ ", "bold $text-warning") if row.changed else ("  ", "")
    return Content.assemble(mark, named.ljust(room), (change, "$text-muted"))


def lead(files: Files, *, lines: tuple[int, int, int], diff: bool) -> Content:
    """The line above the open file: its name, its change, which lines are in sight."""
    first, last, count = lines
    row = next((row for row in files.rows if row.path == files.path), None)
    parts: list[tuple[str, str] | str] = []
    if diff:
        parts.append((f"Changes since {since(files.base)}", "bold"))
    else:
        parts.append((shown_line(files.path) or "No file is open.", "bold"))
        if row is not None and row.changed:
            parts += ["  ", (f"+{row.added}", "$text-success"), " ", (f"-{row.deleted}", "$text-error"), " last save"]
    if count:
        parts.append((f"  {first}-{last} of {count}", "$text-muted"))
    return Content.assemble(*parts)


def keys_text(files: Files, *, diff: bool, roomy: bool) -> Content:
    """What the keys of this pane do, where there is room to say it."""
    marks = "" if diff or not roomy else f"marks since {since(files.base)}   "
    return Content.styled(f"{marks}d {'file' if diff else 'diff'}   b base", "$text-muted")


def cut_words(files: Files) -> str:
    """That a long file is not shown to its end; empty when it is."""
    if len(files.text) <= SHOWN_AT_MOST:
        return ""
    return f"... cut here: the first {SHOWN_AT_MOST // 1000} kB of {len(files.text) // 1000} kB are shown"


def nothing(files: Files) -> str:
    """What stands in place of files; empty when there are some."""
    if files.why_not:
        return shown_line(files.why_not)
    return "" if files.rows else "No file has been saved yet. Every save of the workspace shows up here."
