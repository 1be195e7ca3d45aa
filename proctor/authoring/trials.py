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

    Right solutions are tried with several seeds. A wrong one meets every check at the first level where it counts, and
    at each further one the check that it is named after with those that the levels before have not, or that may do
    other things there: the same code would say the same once more.
    """
    for claim in claims:
        at = [level for level in claim.levels if level in levels]
        for number, level in enumerate(at):
            if claim.sort == "reference":
                yield from (Trial(claim, level, seed + more) for more in range(REFERENCE_SEEDS))
            elif claim.sort == "starter" or not number:
                yield Trial(claim, level, seed)
            elif new := new_at(exercise, level, at[:number]):
                yield Trial(claim, level, seed, needed_by(exercise, level, [claim.check, *new]))


def new_at(exercise: Exercise, level: Level, before: Sequence[Level]) -> tuple[str, ...]:
    """The checks that count at `level` and at none `before`, or that may do other things there, by their text."""
    asking = {
        path.rpartition("/")[2]
        for visibility in VISIBILITIES
        for path, content in exercise.check_files(visibility).items()
        if _LEVEL in content
    }
    return tuple(
        check.id
        for check in checks_at(exercise, level)
        if check.file in asking or not set(check.levels).intersection(before)
    )


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
