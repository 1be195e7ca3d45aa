"""What a unified diff says: which lines of a file are new or changed, and the diff itself as lines in colours. Pure."""

import re
from typing import Final

from proctor.tui.mirror.inks import Ink, Line

ADDED: Final = "+"
CHANGED: Final = "~"
DELETED: Final = "-"
"""Marks beside a line: new, changed, and lines that are gone right before it."""

_HUNK: Final = re.compile(r"^@@ -\d+(?:,(?P<old>\d+))? \+(?P<start>\d+)(?:,(?P<new>\d+))? @@")


def marks(diff: str, path: str) -> dict[int, str]:
    """The mark of each line of `path`, by its number from 1 in the newer content."""
    found: dict[int, str] = {}
    for start, body in _hunks(diff, path):
        number, gone = start, 0
        for line in body:
            if line.startswith("-"):
                gone += 1
                continue
            if line.startswith("+"):
                found[number] = CHANGED if gone else ADDED
                gone = max(0, gone - 1)
            else:
                if gone:
                    found.setdefault(number, DELETED)
                gone = 0
            number += 1
        if gone:
            found.setdefault(max(1, number - 1), DELETED)
    return found


def _hunks(diff: str, path: str) -> list[tuple[int, list[str]]]:
    """The hunks about one file: the first line of each in the newer content, and its lines."""
    found: list[tuple[int, list[str]]] = []
    ours, old, new = False, 0, 0
    for line in diff.split("\n"):
        if (old > 0 or new > 0) and not line.startswith("\\"):
            old -= not line.startswith("+")
            new -= not line.startswith("-")
            if ours:
                found[-1][1].append(line)
        elif line.startswith("+++ "):
            ours = _named(line) == path
        elif (hunk := _HUNK.match(line)) is not None:
            old, new = int(hunk["old"] or 1), int(hunk["new"] or 1)
            if ours:
                found.append((int(hunk["start"]), []))
    return found


def _named(line: str) -> str:
    name = line.removeprefix("+++ ").split("\t")[0].strip('"')
    return name.removeprefix("b/")


class DiffLines:
    """The lines of a diff in colours; their first character says the same without any."""

    def __init__(self, diff: str) -> None:
        self._lines = diff.split("\n")
        if len(self._lines) > 1 and not self._lines[-1]:
            self._lines.pop()

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, number: int) -> Line:
        """A line by number from 0."""
        text = self._lines[number]
        return ((text, next((ink for head, ink in _LOOKS if text.startswith(head)), Ink.TEXT)),)

    def start_of(self, path: str) -> int:
        """The line on which the part about a file begins; 0 if there is none."""
        about = (number for number, line in enumerate(self._lines) if line.startswith("+++ ") and _named(line) == path)
        return max(0, next(about, 2) - 2)


_LOOKS: Final = (
    ("diff --git ", Ink.KEYWORD),
    ("+++ ", Ink.NAME),
    ("--- ", Ink.NAME),
    ("@@ ", Ink.PLACE),
    ("+", Ink.ADDED),
    ("-", Ink.DELETED),
    ("index ", Ink.QUIET),
    ("\\", Ink.QUIET),
)
