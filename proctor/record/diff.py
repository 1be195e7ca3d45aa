"""What changed between two snapshots: as a patch, as numbers for a person, as facts for a program.

All three come from git itself, so that they say what `git diff` says in a plain clone.
"""

import os
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from proctor.record.history import History
from proctor.record.tree import shown

Status = Literal["added", "deleted", "modified", "renamed", "copied", "type changed"]

_STATUS: Final[dict[str, Status]] = {
    "A": "added",
    "D": "deleted",
    "M": "modified",
    "R": "renamed",
    "C": "copied",
    "T": "type changed",
}
# A candidate's attributes and anybody's configuration must not choose what a reviewer sees.
_PLAIN: Final = ("diff", "--no-ext-diff", "--no-textconv", "--no-color")


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """One file's change; `before` is its path where it was renamed from, lines are None in a binary file."""

    path: str
    status: Status
    added: int | None
    deleted: int | None
    before: str | None = None


class DiffFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A diff in numbers."""

    files: tuple[FileChange, ...]
    added: int
    deleted: int


def patch(history: History, before: str, after: str, path: str = "") -> bytes:
    """Return the unified diff, byte for byte as git prints it; of one file if `path` names it."""
    if path:
        return history.git("--literal-pathspecs", *_PLAIN, before, after, "--", path)
    return history.git(*_PLAIN, before, after, "--")


def stat(history: History, before: str, after: str, *, columns: int = 80) -> str:
    """Return the summary with a bar per file, at most `columns` wide."""
    return history.git(*_PLAIN, f"--stat={columns}", before, after, "--").decode(errors="replace")


def facts(history: History, before: str, after: str) -> DiffFacts:
    """Return the changed files with their line counts; paths are printable."""
    printed = history.git(*_PLAIN, "--raw", "--numstat", "-z", before, after, "--").split(b"\0")
    fields = iter([os.fsdecode(field) for field in printed[:-1]])
    statuses: list[Status] = []
    files: list[FileChange] = []
    for field in fields:
        if field.startswith(":"):
            letter = field.rsplit(" ", 1)[1][0]
            statuses.append(_STATUS[letter])
            for _ in range(2 if letter in "RC" else 1):
                next(fields)
        else:
            files.append(_change(field, fields, statuses[len(files)]))
    return DiffFacts(
        files=tuple(files),
        added=sum(file.added or 0 for file in files),
        deleted=sum(file.deleted or 0 for file in files),
    )


def _change(field: str, fields: Iterator[str], status: Status) -> FileChange:
    added, deleted, path = field.split("\t", 2)
    before = None
    if not path:
        before, path = shown(next(fields)), next(fields)
    return FileChange(
        path=shown(path),
        status=status,
        added=None if added == "-" else int(added),
        deleted=None if deleted == "-" else int(deleted),
        before=before,
    )
