"""Looking into a record as a viewer does: the files of a snapshot, one of them, and what changed between two.

Answers are plain values as they travel on a socket.
"""

from collections.abc import Mapping
from typing import Any, Final

from proctor.errors import UsageError
from proctor.record.diff import facts, patch
from proctor.record.history import History

MAX_TEXT_BYTES: Final = 512 << 10
"""More of a text than that is not sent."""

_LOOKED_AT_BYTES: Final = 8192


def file_rows(history: History, commit: str, sizes: Mapping[str, int]) -> list[dict[str, Any]]:
    """A row for each of a snapshot's files (path to bytes): its size, and the lines that this snapshot changed."""
    changed = _changed(history, commit)
    return [
        {
            "path": path,
            "bytes": size,
            "added": changed.get(path, (0, 0))[0],
            "deleted": changed.get(path, (0, 0))[1],
            "changed": path in changed,
        }
        for path, size in sorted(sizes.items())
    ]


def file_text(path: str, commit: str, content: bytes) -> dict[str, Any]:
    """One file as a viewer reads it; a binary one has no text."""
    binary = b"\0" in content[:_LOOKED_AT_BYTES]
    return {
        "path": path,
        "commit": commit,
        "text": "" if binary else content[:MAX_TEXT_BYTES].decode(errors="replace"),
        "binary": binary,
        "truncated": len(content) > MAX_TEXT_BYTES,
    }


def changes(history: History, before: str, after: str, path: str, names: Mapping[str, str]) -> dict[str, Any]:
    """What changed from one snapshot to another, as a unified diff; of one file if `path` names it.

    `before` and `after` are among `names` (tags, and "newest"), else what `History.find` takes; "previous" is the one
    that `after` followed. Raises UsageError.
    """
    last = _commit(history, after, names)
    first = (history.snapshot(last).parent or "") if before == "previous" else _commit(history, before, names)
    text = patch(history, first, last, path).decode(errors="replace") if first else ""
    files = facts(history, first, last).files if first else ()
    rows = [{"path": file.path, "added": file.added or 0, "deleted": file.deleted or 0} for file in files]
    return {"from": first, "to": last, "diff": text[:MAX_TEXT_BYTES], "files": rows}


def _commit(history: History, words: str, names: Mapping[str, str]) -> str:
    if words == "newest" and not names.get(words):
        raise UsageError("there is no snapshot yet")
    return names.get(words) or history.find(words).commit


def _changed(history: History, commit: str) -> dict[str, tuple[int, int]]:
    parent = history.snapshot(commit).parent
    if parent is None:
        return {}
    return {file.path: (file.added or 0, file.deleted or 0) for file in facts(history, parent, commit).files}
