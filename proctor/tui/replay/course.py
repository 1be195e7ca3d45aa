"""The times of a recording that a playback moves between. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from proctor.review.film import Film

SAME_S = 1e-6
"""Times that are nearer to each other are the same."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a step can go: seconds of the timeline, each in the order of time. `tags` are names of saves."""

    end_s: float = 0.0
    saves_s: Sequence[float] = ()
    marks_s: Sequence[float] = ()
    activity_s: Sequence[float] = ()
    tags: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, film: Film) -> Self:
        """The course of a film."""
        return cls(
            end_s=film.end_s,
            saves_s=[frame.t_s for frame in film.frames],
            marks_s=sorted({mark.t_s for mark in film.marks}),
            activity_s=film.activity_s,
            tags={tag: frame.t_s for frame in film.frames for tag in frame.tags},
        )

    def save_from(self, t_s: float, steps: int) -> float:
        """The save so many steps on or back; the ends of the session where there is none."""
        return self._from(self.saves_s, t_s, steps)

    def mark_from(self, t_s: float, steps: int) -> float:
        """The mark so many steps on or back; the ends of the session where there is none."""
        return self._from(self.marks_s, t_s, steps)

    def idle_around(self, t_s: float) -> tuple[float, float]:
        """The time without any act that a moment lies in or begins, as its two ends; the second lies later."""
        number = bisect_right(self.activity_s, t_s + SAME_S)
        began_s = self.activity_s[number - 1] if number else 0.0
        return began_s, self.activity_s[number] if number < len(self.activity_s) else self.end_s

    def _from(self, times_s: Sequence[float], t_s: float, steps: int) -> float:
        if steps > 0:
            number = bisect_right(times_s, t_s + SAME_S) + steps - 1
        else:
            number = bisect_left(times_s, t_s - SAME_S) + steps
        if number < 0:
            return 0.0
        return times_s[number] if number < len(times_s) else self.end_s
