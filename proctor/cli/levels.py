"""Which level of an exercise is meant when none is named."""

from typing import Final

from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise

USUAL_LEVEL: Final[Level] = "mid"


def chosen_level(exercise: Exercise, named: str) -> Level:
    """The level that was named, else the usual one, else the easiest; UsageError if the exercise lacks it."""
    if named or USUAL_LEVEL in exercise.manifest.levels:
        return exercise.level(named or USUAL_LEVEL)
    return next(level for level in LEVELS if level in exercise.manifest.levels)
