"""Where a replay is: one frozen value that says what the screen has to show."""

from dataclasses import dataclass
from typing import Final, Literal

Base = Literal["previous", "start", "submitted", "mark A"]

SPEEDS: Final = tuple(2.0**power for power in range(-4, 7))
"""From a sixteenth to 64 times as fast as it was."""


@dataclass(frozen=True, slots=True)
class Position:
    """A moment of the timeline, and how it is looked at.

    `base` is what changes are told against, `mark_s` where mark A was set. `chosen` is a file that stays open; empty
    where the file follows what changed. `skipped_s` is how much idle time was jumped over last, 0 when that is old.
    """

    t_s: float = 0.0
    playing: bool = False
    speed: float = 1.0
    skips_idle: bool = True
    skipped_s: float = 0.0
    base: Base = "previous"
    mark_s: float | None = None
    chosen: str = ""
    as_diff: bool = False
