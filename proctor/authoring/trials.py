"""Which runs prove a package: every claim, at the levels and with the seeds that can tell it true or false."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from proctor.authoring.claims import Claim
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import VISIBILITIES, Check
from proctor.checks.request import CheckFinished, Ready

_LEVEL: Final = b".level"
REFERENCE_SEEDS: Final = 3
"""With how many seeds a right solution is tried at every level: data that are drawn must never decide."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One piece of work, at a level, with the inputs of a seed; `only` names checks where not all are run."""

    claim: Claim
    level: Level
    seed: int
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial came to; `fault` is set where the engine could not carry it out."""

    trial: Trial
    found: dict[str, CheckFinished]
    fault: str = ""
    again: int = 0
    """How often it was looked at again before, because a measurement was unsure."""
    ready: Ready | None = None
    """What the engine says of itself, the isolation of the work among it."""


def trials_of(exercise: Exercise, claims: Iterable[Claim], levels: Sequence[Level], seed: int) -> Iterator[Trial]:
    """All trials of a package at `levels`.

    Right solutions are tried with several seeds. A wrong one meets every check at the first and the last level where
    it counts. Between them checks are those of a neighbour: there it meets the check that it is named after, and that
    only if checks ask for the level, for otherwise the same code would say the same.
    """
    asked = asks_for_the_level(exercise)
    for claim in claims:
        at = [level for level in claim.levels if level in levels]
        for level in at:
            if claim.sort == "reference":
                yield from (Trial(claim, level, seed + more) for more in range(REFERENCE_SEEDS))
            elif claim.sort == "starter" or level in {at[0], at[-1]}:
                yield Trial(claim, level, seed)
            elif asked:
                yield Trial(claim, level, seed, needed_by(exercise, level, [claim.check]))


def asks_for_the_level(exercise: Exercise) -> bool:
    """Whether a check may do other things at another level, by its text."""
    files = (content for visibility in VISIBILITIES for content in exercise.check_files(visibility).values())
    return any(_LEVEL in content for content in files)


def needed_by(exercise: Exercise, level: Level, names: Iterable[str]) -> tuple[str, ...]:
    """The checks of those names with all that they build on in the same run, in the package's order."""
    known = {check.id: check for check in checks_at(exercise, level)}
    wanted: set[str] = set()
    waiting = [known[name] for name in names if name in known]
    while waiting:
        check = waiting.pop()
        wanted.add(check.id)
        waiting += [known[name] for name in check.needs if name in known and name not in wanted]
    return tuple(name for name in known if name in wanted)


def checks_at(exercise: Exercise, level: Level) -> tuple[Check, ...]:
    """Visible and hidden checks that count at a level."""
    return tuple(check for visibility in VISIBILITIES for check in exercise.checks(level, visibility))
