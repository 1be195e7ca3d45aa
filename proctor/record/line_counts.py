"""How many lines a change adds and deletes, counted as a diff would, without running one."""

from itertools import takewhile
from typing import Final

_SEARCHED: Final = 200
"""Edits up to which the smallest change is searched for; the work grows with their square."""
_LOOKED_AT: Final = 8000
"""Bytes in which git looks for a zero to call a file binary."""


def line_counts(old: bytes, new: bytes) -> tuple[int, int] | None:
    """Return (added, deleted) lines from `old` to `new`, or None if either is binary.

    Exact up to 200 changed lines; beyond that the region from the first to the last change counts as replaced.
    """
    if b"\0" in old[:_LOOKED_AT] or b"\0" in new[:_LOOKED_AT]:
        return None
    before, after = _without_common_ends(_lines(old), _lines(new))
    edits = _fewest_edits(before, after)
    if edits is None:
        return len(after), len(before)
    deleted = (edits + len(before) - len(after)) // 2
    return edits - deleted, deleted


def _lines(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _without_common_ends(before: list[bytes], after: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    start = _common(before, after)
    before, after = before[start:], after[start:]
    end = _common(before[::-1], after[::-1])
    return before[: len(before) - end], after[: len(after) - end]


def _common(one: list[bytes], other: list[bytes]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _fewest_edits(before: list[bytes], after: list[bytes]) -> int | None:
    """Return the length of the shortest edit script (Myers 1986, greedy), or None if it is long."""
    if not before or not after:
        return len(before) + len(after)
    furthest = {1: 0}
    for edits in range(_SEARCHED + 1):
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
            at = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            while at < len(before) and at - diagonal < len(after) and before[at] == after[at - diagonal]:
                at += 1
            furthest[diagonal] = at
            if at >= len(before) and at - diagonal >= len(after):
                return edits
    return None
