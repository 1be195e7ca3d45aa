"""The terminal's picture for who goes through it step by step: a segment is read once, and gone through from there."""

from pathlib import Path

from proctor.record.screens import records_of, segments, started_s
from proctor.session.screen import Screen, ScreenRecord


class PictureReel:
    """The pictures in a folder; `at` reads a segment where the moment lies in another one than before."""

    def __init__(self, folder: Path) -> None:
        self._segments = segments(folder)
        self._starts_s = [started_s(segment) for segment in self._segments]
        self._number = -1
        self._records: list[ScreenRecord] = []
        self._next = 0
        self._screen = Screen()

    def at(self, t_s: float) -> Screen:
        """The picture at a moment of the session's timeline; an empty one before the first."""
        number = sum(start_s <= t_s + 0.0005 for start_s in self._starts_s) - 1
        if number != self._number:
            self._number = number
            self._records = list(records_of(self._segments[number])) if number >= 0 else []
            self._rewind()
        elif self._next and self._records[self._next - 1].t_s > t_s:
            self._rewind()
        while self._next < len(self._records) and self._records[self._next].t_s <= t_s:
            self._screen = self._screen.after(self._records[self._next])
            self._next += 1
        return self._screen

    def _rewind(self) -> None:
        self._next, self._screen = 0, Screen()
