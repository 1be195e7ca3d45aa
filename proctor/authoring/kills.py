"""Which check caught which wrong solution, and how many were caught: what a package's checks are worth."""

from collections.abc import Iterable

import msgspec

from proctor.authoring.judgement import held_against
from proctor.authoring.trials import Outcome
from proctor.catalog.promises import Check


class Kill(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong solution: whether its own check caught it wherever it was tried, and which others did somewhere."""

    solution: str
    check: str
    says: str
    levels: tuple[str, ...]
    caught: bool
    others: tuple[str, ...]


class CheckKills(msgspec.Struct, frozen=True, kw_only=True):
    """One check: the wrong solutions that are named after it and that it caught, and the others that it caught."""

    check: str
    visibility: str
    levels: tuple[str, ...]
    own: tuple[str, ...]
    others: tuple[str, ...]
    alone: tuple[str, ...]
    """Wrong solutions that no other check caught."""


class MutationScore(msgspec.Struct, frozen=True, kw_only=True):
    """How many wrong solutions there are, how many any check caught, and how many the check that they are named for."""

    wrong: int
    caught: int
    caught_as_named: int


def kills_of(outcomes: Iterable[Outcome]) -> tuple[Kill, ...]:
    """Every wrong solution that was tried, in order."""
    by_name: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.trial.claim.sort == "wrong":
            by_name.setdefault(outcome.trial.claim.name, []).append(outcome)
    return tuple(_kill(tried) for tried in by_name.values())


def _kill(tried: list[Outcome]) -> Kill:
    claim = tried[0].trial.claim
    against = [held_against(outcome) for outcome in tried]
    return Kill(
        solution=claim.name,
        check=claim.check,
        says=claim.says,
        levels=tuple(dict.fromkeys(outcome.trial.level for outcome in tried)),
        caught=all(claim.check in held for held in against),
        others=tuple(sorted(frozenset().union(*against) - {claim.check})),
    )


def by_check(checks: Iterable[Check], kills: Iterable[Kill]) -> tuple[CheckKills, ...]:
    """The same, check by check."""
    listed = tuple(kills)
    return tuple(
        CheckKills(
            check=check.id,
            visibility=check.visibility,
            levels=check.levels,
            own=tuple(kill.solution for kill in listed if kill.caught and kill.check == check.id),
            others=tuple(kill.solution for kill in listed if check.id in kill.others),
            alone=tuple(kill.solution for kill in listed if kill.caught and kill.check == check.id and not kill.others),
        )
        for check in checks
    )


def mutation_score(kills: Iterable[Kill]) -> MutationScore:
    """The share of wrong solutions that are caught, as numbers that say of how many."""
    listed = tuple(kills)
    return MutationScore(
        wrong=len(listed),
        caught=sum(kill.caught or bool(kill.others) for kill in listed),
        caught_as_named=sum(kill.caught for kill in listed),
    )
