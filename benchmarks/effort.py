"""How much is measured: enough for a spread, or just enough to see that everything works."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Effort:
    """Numbers of samples, seconds to look at an idle session, rounds and keys in company, saves of long records."""

    starts: int
    saves: int
    snapshots: int
    hurried: int
    appends: int
    events: int
    folds: int
    idle_s: float
    keys: int
    company: int
    company_keys: int
    steps: int
    long_saves: int
    longest_saves: int


FULL: Final = Effort(
    starts=9,
    saves=20,
    snapshots=250,
    hurried=60,
    appends=2000,
    events=20_000,
    folds=9,
    idle_s=30.0,
    keys=150,
    company=8,
    company_keys=15,
    steps=300,
    long_saves=2_000,
    longest_saves=20_000,
)
QUICK: Final = Effort(
    starts=2,
    saves=2,
    snapshots=10,
    hurried=5,
    appends=50,
    events=500,
    folds=2,
    idle_s=4.0,
    keys=4,
    company=1,
    company_keys=3,
    steps=4,
    long_saves=40,
    longest_saves=80,
)
