"""Shapes beside words: every state is a word first, a shape second, a colour third.

All shapes are one cell wide, also where ambiguous characters are painted wide (the ellipsis stands last in its column).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from proctor.session.board import Freshness, Row
from proctor.session.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """How one state looks: its word, its shapes, and the theme's colour for it."""

    word: str
    shape: str
    ascii_shape: str
    style: str

    def text(self, *, ascii_only: bool) -> str:
        """Word and shape, as painted."""
        return f"{self.word} {self.ascii_shape if ascii_only else self.shape}"


VERDICT_MARKS: Final[dict[Verdict, Mark]] = {
    Verdict.PASS: Mark("PASS", "✓", "+", "$text-success"),
    Verdict.FAIL: Mark("FAIL", "✗", "x", "$text-error"),
    Verdict.ERROR: Mark("ERROR", "!", "!", "$text-error"),
    Verdict.TIMEOUT: Mark("TIMEOUT", "»", ">", "$text-error"),
    Verdict.GONE: Mark("GONE", "#", "#", "$text-error"),
    Verdict.SKIP: Mark("SKIP", "-", "-", "$foreground"),
    Verdict.UNSURE: Mark("UNSURE", "?", "?", "$text-warning"),
    Verdict.DEFERRED: Mark("DEFERRED", "=", "=", "$foreground"),
    Verdict.FAULT: Mark("FAULT", "*", "*", "$text-warning"),
}

RUNNING_CHECK: Final = Mark("RUN", "…", ".", "$text-accent")
STALE: Final = Mark("STALE", "~", "~", "$text-warning")
NOT_RUN: Final = Mark("NOT RUN", ".", ".", "$foreground")

CLOCK_RUNNING: Final = Mark("RUNNING", "►", ">", "$text-success")
CLOCK_LOW: Final = Mark("RUNNING LOW", "!", "!", "$text-error")
CLOCK_PAUSED: Final = Mark("PAUSED", "||", "||", "$text-warning")
CLOCK_NONE: Final = Mark("NO CLOCK", "-", "-", "$foreground")
HERE: Final = Mark("here", "✓", "+", "$text-success")
NOT_HERE: Final = Mark("not here", "-", "-", "$foreground")

WORD_CELLS: Final = max(len(mark.text(ascii_only=True)) for mark in VERDICT_MARKS.values())
"""Width of the column of marks."""


def mark_of(row: Row) -> Mark:
    """How a check's row is marked now."""
    if row.freshness is Freshness.RUN:
        return RUNNING_CHECK
    if row.result is None:
        return NOT_RUN
    return STALE if row.freshness is Freshness.STALE else VERDICT_MARKS[row.result.verdict]


def utf8_locale(environ: Mapping[str, str]) -> bool:
    """Whether the locale promises that more than ASCII can be painted."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := environ.get(name):
            return "utf-8" in value.lower() or "utf8" in value.lower()
    return False
