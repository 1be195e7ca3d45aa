"""What a revision changed, file by file: as git counts it, and which functions and classes it touched."""

import os
from typing import Final

import msgspec

from proctor.record.diff import Status, facts
from proctor.record.history import History
from proctor.record.reel import Entry, Reel
from proctor.record.tree import shown
from proctor.review.hunks import Run, file_diffs
from proctor.review.touched import Touch, touched

_PYTHON: Final = (".py", ".pyi")
_LINK: Final = "120000"


class FileDelta(msgspec.Struct, frozen=True, kw_only=True):
    """One file's change: lines are None in a binary file, `before` is its path where it was renamed from.

    `touched` tells of Python files only. Paths are printable.
    """

    path: str
    status: Status
    added: int | None
    deleted: int | None
    before: str | None = None
    touched: tuple[Touch, ...] = ()


def files_changed(reel: Reel, history: History, before: str, after: str) -> tuple[FileDelta, ...]:
    """The files that differ between two trees, as git lists them. Raises RecordError."""
    if before == after:
        return ()
    runs = {os.fsdecode(one.after or one.before): tuple(one.runs) for one in file_diffs(reel.patch(before, after))}
    sides = _printable(reel.files(before)), _printable(reel.files(after))
    printable_runs = {shown(path): found for path, found in runs.items()}
    return tuple(
        FileDelta(
            path=change.path,
            status=change.status,
            added=change.added,
            deleted=change.deleted,
            before=change.before,
            touched=_touched(reel, sides, change.before or change.path, change.path, printable_runs),
        )
        for change in facts(history, before, after).files
    )


Side = dict[str, Entry]
"""Files by printable path."""


def _printable(files: dict[str, Entry]) -> Side:
    return {shown(path): entry for path, entry in files.items()}


def _touched(
    reel: Reel, sides: tuple[Side, Side], before: str, after: str, runs: dict[str, tuple[Run, ...]]
) -> tuple[Touch, ...]:
    if not after.endswith(_PYTHON):
        return ()
    old, new = sides[0].get(before), sides[1].get(after)
    if _LINK in {entry.mode for entry in (old, new) if entry is not None}:
        return ()
    contents = [None if entry is None else reel.content(entry.blob) for entry in (old, new)]
    return touched(contents[0], contents[1], runs.get(after, ()))
