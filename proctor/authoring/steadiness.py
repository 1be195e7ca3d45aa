"""Verdicts that were not the same each time: a check that changes its mind over the same work judges nobody."""

from collections.abc import Iterable

import msgspec

from proctor.authoring.trials import Outcome


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict, and the seed of the run that gave it."""

    seed: int
    verdict: str


class Unsteady(msgspec.Struct, frozen=True, kw_only=True):
    """A check that said different things of one solution at one level, in the order of the runs."""

    solution: str
    check: str
    level: str
    said: tuple[Said, ...]


def unsteady(outcomes: Iterable[Outcome]) -> tuple[Unsteady, ...]:
    """Every check with more than one verdict on the same work at the same level, whatever the seeds were."""
    said: dict[tuple[str, str, str], list[Said]] = {}
    for outcome in outcomes:
        trial = outcome.trial
        for check, one in outcome.found.items():
            key = (trial.claim.name, check, trial.level)
            said.setdefault(key, []).append(Said(seed=trial.seed, verdict=str(one.verdict)))
    return tuple(
        Unsteady(solution=solution, check=check, level=level, said=tuple(given))
        for (solution, check, level), given in said.items()
        if len({one.verdict for one in given}) > 1
    )
