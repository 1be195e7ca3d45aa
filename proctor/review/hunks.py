"""A unified diff of git read back: which lines of which file it adds and deletes. Pure; what is no diff gives nothing.

Lines of a hunk are counted by its head, so that a file which itself looks like a diff misleads nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_HEAD: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_FILE: Final = b"diff --git "
_OLD: Final = b"--- "
_NEW: Final = b"+++ "
_NOWHERE: Final = b"/dev/null"
_ESCAPED: Final = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS: Final = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that stand together: `added` ones from line `at` of the new file on, in the place of `deleted` old ones.

    `before` is the first deleted line's number in the old file. Lines count from 1.
    """

    at: int
    added: int
    before: int
    deleted: int


@dataclass(slots=True)
class FileDiff:
    """One file's part of a diff: its path before and after as bytes (empty where there is none), and its runs."""

    before: bytes = b""
    after: bytes = b""
    runs: list[Run] = field(default_factory=list)

    @property
    def added(self) -> int:
        """How many lines came."""
        return sum(run.added for run in self.runs)

    @property
    def deleted(self) -> int:
        """How many lines went."""
        return sum(run.deleted for run in self.runs)


def file_diffs(patch: bytes) -> tuple[FileDiff, ...]:
    """The files of a patch that have lines in it, in its order; binary files and mere renames have none."""
    return tuple(found for found in _files(patch) if found.runs)


def _files(patch: bytes) -> Iterator[FileDiff]:
    lines = patch.split(b"\n")
    at = 0
    current = FileDiff()
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith(_FILE):
            yield current
            current = FileDiff()
        elif line.startswith(_OLD):
            current.before = _path(line, b"a/")
        elif line.startswith(_NEW):
            current.after = _path(line, b"b/")
        elif (head := _HEAD.match(line)) is not None:
            at = _hunk(current, lines, at, head)
    yield current


def _hunk(current: FileDiff, lines: list[bytes], at: int, head: re.Match[bytes]) -> int:
    """Take one hunk's lines; returns where the next one may begin."""
    old, new = int(head[1]), int(head[3])
    left_old, left_new = (1 if part is None else int(part) for part in (head[2], head[4]))
    # Git names the line before, where a side of a hunk is empty.
    old, new = old + (not left_old), new + (not left_new)
    run_old, run_new = old, new
    while (left_old > 0 or left_new > 0) and at < len(lines):
        sign = lines[at][:1]
        at += 1
        if sign == b"\\":
            continue
        if sign == b" " or not sign:
            _close(current, run_new, new, run_old, old)
            old, new = old + 1, new + 1
            left_old, left_new = left_old - 1, left_new - 1
            run_old, run_new = old, new
        elif sign == b"-":
            old, left_old = old + 1, left_old - 1
        else:
            new, left_new = new + 1, left_new - 1
    _close(current, run_new, new, run_old, old)
    return at


def _close(current: FileDiff, run_new: int, new: int, run_old: int, old: int) -> None:
    if new > run_new or old > run_old:
        current.runs.append(Run(run_new, new - run_new, run_old, old - run_old))


def _path(line: bytes, prefix: bytes) -> bytes:
    """A path as git writes it: with its side's letter, in quotes where it holds anything odd."""
    name = line[len(_OLD) :].removesuffix(b"\t")
    if name.startswith(b'"') and name.endswith(b'"') and len(name) > 1:
        name = _ESCAPED.sub(_letter, name[1:-1])
    return b"" if name == _NOWHERE else name.removeprefix(prefix)


def _letter(escaped: re.Match[bytes]) -> bytes:
    code = escaped[1]
    return bytes([int(code, 8) & 0xFF]) if len(code) == 3 else _LETTERS.get(code, code)
