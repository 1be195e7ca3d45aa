"""The playback: the only thing that moves a replay's position. Reads time from a clock that is given to it."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from proctor.tui.replay.course import Course
from proctor.tui.replay.position import SPEEDS, Base, Position

IDLE_FROM_S: Final = 10.0
"""A time without anything being saved or done is skipped from this length on, in seconds of the session."""
LEAD_IN_S: Final = 1.0
"""What is kept of it before the next act."""
SKIP_SHOWN_S: Final = 6.0
"""How long it stays in sight that something was skipped, in seconds of the person's time."""


class Playback:
    """Holds the `position`; `advance` lets as much of the session pass as the clock says while it plays."""

    def __init__(self, course: Course, position: Position, clock: Callable[[], float] = time.monotonic) -> None:
        self.course = course
        self.position = position
        self._clock = clock
        self._at_s = clock()
        self._skipped_at_s = clock()

    def advance(self) -> bool:
        """Go on to now; whether anything is different."""
        before, passed_s = self.position, self._passed_s()
        if before.skipped_s and self._clock() - self._skipped_at_s > SKIP_SHOWN_S:
            self._take(skipped_s=0.0)
        if before.playing:
            self._play(passed_s * before.speed)
        return self.position != before

    def toggle(self) -> None:
        """Play, or pause; at the end, play from the start."""
        self._passed_s()
        playing = not self.position.playing
        at_end = self.position.t_s >= self.course.end_s
        self._take(playing=playing, t_s=0.0 if playing and at_end else self.position.t_s)

    def go(self, t_s: float) -> None:
        """To a moment, as far as there is one; playing goes on from there."""
        self.advance()
        self._take(t_s=min(max(0.0, t_s), self.course.end_s), skipped_s=0.0)

    def move(self, seconds: float) -> None:
        """On or back by so many seconds."""
        self.advance()
        self.go(self.position.t_s + seconds)

    def step_saves(self, steps: int) -> None:
        """To a save further on or back; stepping pauses."""
        self.advance()
        self._take(playing=False)
        self.go(self.course.save_from(self.position.t_s, steps))

    def step_marks(self, steps: int) -> None:
        """To a mark further on or back."""
        self.advance()
        self.go(self.course.mark_from(self.position.t_s, steps))

    def faster(self, steps: int) -> None:
        """Twice as fast for each step, or half as fast for each step back."""
        self.advance()
        nearest = min(range(len(SPEEDS)), key=lambda number: abs(SPEEDS[number] - self.position.speed))
        self._take(speed=SPEEDS[min(max(0, nearest + steps), len(SPEEDS) - 1)])

    def usual_speed(self) -> None:
        """As fast as it was."""
        self.advance()
        self._take(speed=1.0)

    def turn_idle(self) -> None:
        """Skip idle times, or sit through them."""
        self.advance()
        self._take(skips_idle=not self.position.skips_idle, skipped_s=0.0)

    def turn_base(self) -> None:
        """Tell changes against the next base, among those there are."""
        there = self.bases()
        number = there.index(self.position.base) if self.position.base in there else -1
        self._take(base=there[(number + 1) % len(there)])

    def bases(self) -> tuple[Base, ...]:
        """What changes can be told against."""
        named: tuple[Base, ...] = tuple(tag for tag in _TAGS if tag in self.course.tags)
        return ("previous", *named, *(("mark A",) if self.position.mark_s is not None else ()))

    def set_mark(self) -> None:
        """Mark A is here."""
        self._take(mark_s=self.position.t_s)

    def since_mark(self) -> bool:
        """Show the diff between mark A and here; says whether there is a mark A."""
        if self.position.mark_s is None:
            return False
        self._take(base="mark A", as_diff=True)
        return True

    def turn_diff(self) -> None:
        """From the file to the diff, and back."""
        self._take(as_diff=not self.position.as_diff)

    def choose(self, path: str) -> None:
        """Keep a file open, or follow what changes again (no path)."""
        self._take(chosen=path)

    def _passed_s(self) -> float:
        """Seconds of the person's time since this was asked last."""
        now_s = self._clock()
        passed_s, self._at_s = max(0.0, now_s - self._at_s), now_s
        return passed_s

    def _play(self, left_s: float) -> None:
        """Let so many seconds of the session pass, over idle times in leaps."""
        t_s, skipped_s = self.position.t_s, 0.0
        while left_s > 0 and t_s < self.course.end_s:
            stop_s, lands_s = self._idle(t_s)
            step_s = min(left_s, max(0.0, stop_s - t_s))
            t_s, left_s = t_s + step_s, left_s - step_s
            if t_s >= stop_s:
                skipped_s, t_s = skipped_s + lands_s - stop_s, lands_s
        t_s = min(t_s, self.course.end_s)
        if skipped_s:
            self._skipped_at_s = self._clock()
        self._take(t_s=t_s, playing=t_s < self.course.end_s, skipped_s=skipped_s or self.position.skipped_s)

    def _idle(self, t_s: float) -> tuple[float, float]:
        """Until when to play on from a moment, and where to go on from there: elsewhere, where idle time is skipped."""
        began_s, ends_s = self.course.idle_around(t_s)
        leaves_s, lands_s = max(t_s, began_s + LEAD_IN_S), ends_s - LEAD_IN_S
        if self.position.skips_idle and ends_s - began_s >= IDLE_FROM_S and leaves_s < lands_s:
            return leaves_s, lands_s
        return ends_s, ends_s

    def _take(self, **changes: Any) -> None:
        self.position = replace(self.position, **changes)


_TAGS: Final[tuple[Base, ...]] = ("start", "submitted")
