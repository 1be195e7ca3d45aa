"""The timeline as three rows of cells: phases with pauses and focus time, how dense the saves are, the marks. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from proctor.review.film import Film
from proctor.review.marks import Sort
from proctor.session import events as ev
from proctor.session.phases import TITLES, Phase
from proctor.tui.replay.mark_looks import look_of, weight_of

Cell = tuple[str, str]
"""A character and its ink."""

_BARS: Final = " ▁▂▃▄▅▆▇"
_PLAIN_BARS: Final = " .:-=+*#"
_PAUSE: Final = ("=", "number")
_FOCUS: Final = ("o", "place")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of the timeline with a name."""

    begins_s: float
    ends_s: float
    name: str


class Timeline:
    """The rows of a film at any width; the last width is kept."""

    def __init__(self, film: Film, *, ascii_only: bool = False) -> None:
        self._film, self._ascii = film, ascii_only
        self.end_s = max(film.end_s, 1.0)
        self.phases = tuple(_phases(film))
        self.pauses = tuple(_between(film, ev.ClockPaused.kind, ev.ClockResumed.kind, "pause"))
        self.focus = tuple(_between(film, ev.FocusBegan.kind, ev.FocusEnded.kind, "focus"))
        self._made: tuple[int, list[list[Cell]]] = (0, [])

    def column(self, t_s: float, width: int) -> int:
        """The column of a moment."""
        return min(width - 1, max(0, int(t_s / self.end_s * width)))

    def time_s(self, column: int, width: int) -> float:
        """The moment in the middle of a column; the ends of the timeline in the first and last one."""
        if column <= 0:
            return 0.0
        return self.end_s if column >= width - 1 else (column + 0.5) / width * self.end_s

    def rows(self, width: int) -> list[list[Cell]]:
        """Three rows of so many cells."""
        if self._made[0] != width:
            self._made = (width, [self._spans(width), self._density(width), self._signs(width)])
        return self._made[1]

    def _spans(self, width: int) -> list[Cell]:
        row: list[Cell] = [(" ", "text")] * width
        for number, span in enumerate(self.phases):
            first, end = self.column(span.begins_s, width), self.column(span.ends_s, width)
            if span.ends_s >= self.end_s:
                end = width
            room = max(0, end - first)
            label = f" {span.name}"[:room] if room >= len(span.name) + 1 else span.name[:1] if room else ""
            ink = "!muted" if number % 2 else "!place"
            row[first:end] = [(char, ink) for char in label.ljust(room)]
        for spans, look in ((self.pauses, _PAUSE), (self.focus, _FOCUS)):
            for span in spans:
                first = self.column(span.begins_s, width)
                for at in range(first, max(first + 1, self.column(span.ends_s, width))):
                    row[at] = (look[0], f"!{look[1]}")
        return row

    def _density(self, width: int) -> list[Cell]:
        counts = [0] * width
        for frame in self._film.frames:
            counts[self.column(frame.t_s, width)] += 1
        most = max(counts, default=0) or 1
        bars = _PLAIN_BARS if self._ascii else _BARS
        return [(bars[-(-count * (len(bars) - 1) // most)], "place") for count in counts]

    def _signs(self, width: int) -> list[Cell]:
        row: list[Cell] = [(" ", "text")] * width
        weights: dict[int, int] = {}
        for mark in self._film.marks:
            at, weight = self.column(mark.t_s, width), weight_of(mark)
            if weight < weights.get(at, len(Sort)):
                weights[at] = weight
                row[at] = look_of(mark, ascii_only=self._ascii)
        return row


def _phases(film: Film) -> Iterator[Span]:
    began = [(Phase.LOBBY, 0.0), *film.ended.entered_s.items()]
    for number, (phase, begins_s) in enumerate(began):
        ends_s = began[number + 1][1] if number + 1 < len(began) else film.end_s
        if phase is not Phase.DONE and ends_s > begins_s:
            yield Span(begins_s, ends_s, TITLES[phase])


def _between(film: Film, begins: str, ends: str, name: str) -> Iterator[Span]:
    """From an event of one kind to the next of another; what nothing ends lasts to the end."""
    begun_s: float | None = None
    for mark in _of(film, (begins, ends)):
        if mark[1] == begins:
            begun_s = mark[0] if begun_s is None else begun_s
        elif begun_s is not None:
            yield Span(begun_s, mark[0], name)
            begun_s = None
    if begun_s is not None:
        yield Span(begun_s, film.end_s, name)


def _of(film: Film, kinds: Sequence[str]) -> list[tuple[float, str]]:
    return [(mark.t_s, mark.kind) for mark in film.marks if mark.kind in kinds and not mark.private]
