"""A unified diff as a page shows it: files, heads of hunks with the function they are in, and lines by what they do."""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["file", "about", "head", "added", "deleted", "same"]

_HEAD: Final = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@ ?(.*)")
_FILE: Final = "diff --git "
_SIGNS: Final[dict[str, Kind]] = {"+": "added", "-": "deleted"}


class DiffLine(NamedTuple):
    """One line of a diff; of a file's first line `text` is the path, of a hunk's head what git says it is in."""

    kind: Kind
    text: str


def diff_lines(patch: str) -> Iterator[DiffLine]:
    """The lines in order. Those of a hunk are counted by its head, so that a file that looks like a diff stays one."""
    left_old = left_new = 0
    for line in patch.removesuffix("\n").split("\n") if patch else ():
        if left_old > 0 or left_new > 0 or line.startswith("\\"):
            kind = _SIGNS.get(line[:1], "same")
            if not line.startswith("\\"):
                left_old -= kind != "added"
                left_new -= kind != "deleted"
            yield DiffLine(kind, line)
        elif (head := _HEAD.match(line)) is not None:
            left_old, left_new = (1 if part is None else int(part) for part in (head[1], head[2]))
            yield DiffLine("head", line)
        elif line.startswith(_FILE):
            yield DiffLine("file", line.removeprefix(_FILE))
        else:
            yield DiffLine("about", line)
