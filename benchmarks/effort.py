"""How much is measured: enough for a spread, or just enough to see that everything works."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Effort:
    """Numbers of samples, and how long to look at an idle session (seconds)."""

    starts: int
    saves: int
    snapshots: int
    hurried: int
    appends: int
    events: int
    folds: int
    idle_s: float


FULL: Final = Effort(starts=9, saves=20, snapshots=250, hurried=60, appends=2000, events=20_000, folds=9, idle_s=30.0)
QUICK: Final = Effort(starts=2, saves=2, snapshots=10, hurried=5, appends=50, events=500, folds=2, idle_s=4.0)
