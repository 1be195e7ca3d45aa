"""What a revision changed, file by file: as git counts it, and which functions and classes it touched."""

import os
from typing import Final

import msgspec

from proctor.record.diff import Status, facts
from proctor.record.history import History
from proctor.record.reel import Reel
from proctor.record.tree import shown
from proctor.review.hunks import file_diffs
from proctor.review.touched import Touch, lines_touched, touched

PARSED_BYTES: Final = 1 << 20
"""Of both sides of all files of a change; a person writes less, and whoever looks shall not have to wait."""
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
    look = _Look(reel, before, after)
    return tuple(
        FileDelta(
            path=change.path,
            status=change.status,
            added=change.added,
            deleted=change.deleted,
            before=change.before,
            touched=look.touched(change.before or change.path, change.path),
        )
        for change in facts(history, before, after).files
    )


class _Look:
    """Both sides of a change by printable path; so many bytes are parsed in all, and the rest is told by lines."""

    def __init__(self, reel: Reel, before: str, after: str) -> None:
        self._reel = reel
        self._old, self._new = (
            {shown(path): entry for path, entry in reel.files(tree).items()} for tree in (before, after)
        )
        self._runs = {
            shown(os.fsdecode(one.after or one.before)): tuple(one.runs)
            for one in file_diffs(reel.patch(before, after))
        }
        self._left_bytes = PARSED_BYTES

    def touched(self, before: str, after: str) -> tuple[Touch, ...]:
        """What one file's change touched; nothing for what is no Python file."""
        old, new = self._old.get(before), self._new.get(after)
        if not after.endswith(_PYTHON) or _LINK in {entry.mode for entry in (old, new) if entry is not None}:
            return ()
        contents = [None if entry is None else self._reel.content(entry.blob) for entry in (old, new)]
        runs = self._runs.get(after, ())
        self._left_bytes -= sum(len(content) for content in contents if content is not None)
        return touched(contents[0], contents[1], runs) if self._left_bytes >= 0 else lines_touched(runs)
