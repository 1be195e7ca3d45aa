"""Where on a recording's timeline the playback is: it travels from cue to cue, faster where nothing happens."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST_IDLE_S: Final = 3.0
"""How long a person looks at nothing happening, whatever the recording says."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast: `speed` times as fast as recorded; `whole` keeps idle times as long as that makes them."""

    speed: float = 4.0
    whole: bool = False

    def travel_s(self, way_s: float) -> float:
        """Seconds of real time for so many of the recording's."""
        took_s = way_s / self.speed
        return took_s if self.whole else min(took_s, LONGEST_IDLE_S)


class Head:
    """The position on the timeline, in seconds; without a goal it moves on as fast as real time does."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._at_s = 0.0
        self._since_s = clock()
        self._rate = 1.0
        self._goal_s: float | None = None

    def now_s(self) -> float:
        """The position now; never behind the goal."""
        at_s = self._at_s + (self._clock() - self._since_s) * self._rate
        return at_s if self._goal_s is None else min(at_s, self._goal_s)

    def left_s(self) -> float | None:
        """Seconds of real time until the goal; None without one."""
        return None if self._goal_s is None else max(0.0, (self._goal_s - self.now_s()) / self._rate)

    def aim(self, goal_s: float | None) -> None:
        """Travel there from here, or just go on."""
        if goal_s == self._goal_s:
            return
        self._at_s, self._since_s = self.now_s(), self._clock()
        way_s = 0.0 if goal_s is None else max(0.0, goal_s - self._at_s)
        took_s = self._pace.travel_s(way_s)
        self._rate = way_s / took_s if took_s > 0 else 1.0
        self._goal_s = goal_s
