"""The times of a recording that a playback moves between. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from proctor.review.film import Film

SAME_S: Final = 1e-6
"""Times that are nearer to each other are the same."""
_ANSWERED_WITHIN_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Course:
    """Where a step can go: seconds of the timeline, each in the order of time. `tags` are names of saves.

    `lands_s` are where a step to each save lands: when the checks had answered on it, so that it shows what became of
    it, but never past the next save, the end of the phase, or half a minute.
    """

    end_s: float = 0.0
    saves_s: Sequence[float] = ()
    lands_s: Sequence[float] = ()
    marks_s: Sequence[float] = ()
    activity_s: Sequence[float] = ()
    tags: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, film: Film) -> Self:
        """The course of a film."""
        return cls(
            end_s=film.end_s,
            saves_s=[frame.t_s for frame in film.frames],
            lands_s=_answered_s(film),
            marks_s=sorted({mark.t_s for mark in film.marks}),
            activity_s=film.activity_s,
            tags={tag: frame.t_s for frame in film.frames for tag in frame.tags},
        )

    def save_from(self, t_s: float, steps: int) -> float:
        """The save so many steps on or back; the ends of the session where there is none."""
        number = bisect_right(self.saves_s, t_s + SAME_S) - 1 + steps
        if steps < 0 and number + 1 < len(self.lands_s) and number >= -1:
            number += t_s > self.lands_s[number + 1] + SAME_S  # first to where this save stands
        if number < 0:
            return 0.0
        return self.lands_s[number] if number < len(self.lands_s) else self.end_s

    def mark_from(self, t_s: float, steps: int) -> float:
        """The mark so many steps on or back; the ends of the session where there is none."""
        if steps > 0:
            number = bisect_right(self.marks_s, t_s + SAME_S) + steps - 1
        else:
            number = bisect_left(self.marks_s, t_s - SAME_S) + steps
        if number < 0:
            return 0.0
        return self.marks_s[number] if number < len(self.marks_s) else self.end_s

    def idle_around(self, t_s: float) -> tuple[float, float]:
        """The time without any act that a moment lies in or begins, as its two ends; the second lies later."""
        number = bisect_right(self.activity_s, t_s + SAME_S)
        began_s = self.activity_s[number - 1] if number else 0.0
        return began_s, self.activity_s[number] if number < len(self.activity_s) else self.end_s


def _answered_s(film: Film) -> list[float]:
    """When the checks had said all that they said of each save while the session ran."""
    last = film.answered_s
    ends_s = sorted([*(frame.t_s for frame in film.frames), *film.ended.entered_s.values(), film.end_s])
    found = []
    for frame in film.frames:
        number = bisect_right(ends_s, frame.t_s + SAME_S)
        end_s = ends_s[number] if number < len(ends_s) else film.end_s
        landed_s = min(last.get(frame.commit, frame.t_s), end_s - 10 * SAME_S, frame.t_s + _ANSWERED_WITHIN_S)
        found.append(max(frame.t_s, landed_s))
    return found
