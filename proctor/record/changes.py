"""What one content changed against another, path by path."""

from collections.abc import Mapping
from dataclasses import dataclass

from proctor.record.line_counts import line_counts
from proctor.record.tree import TreeFile


@dataclass(frozen=True)
class Change:
    """One path that a snapshot changed; lines are None where they cannot be counted (binary)."""

    path: str
    added: int | None
    deleted: int | None


def changes_between(before: Mapping[str, TreeFile], after: Mapping[str, TreeFile]) -> tuple[Change, ...]:
    """Return what changed from `before` to `after`, by path."""
    changes = []
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old != new:
            counts = line_counts(old.content if old else b"", new.content if new else b"")
            added, deleted = counts or (None, None)
            changes.append(Change(path, added, deleted))
    return tuple(changes)
