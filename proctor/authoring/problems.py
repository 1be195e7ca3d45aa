"""What is wrong with a package, in words that say where and what to do."""

from collections.abc import Iterable
from typing import Literal

import msgspec

Part = Literal["form", "leak", "starter", "reference", "wrong", "killer", "issue"]
"""Which rule of a package is broken."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that keeps a package from being proved.

    `refuted` is false where nothing was shown to be wrong, but nothing was proved either: a measurement that stayed
    unsure, a check that broke, an engine that went away. `others` are checks that a header has to name.
    """

    part: Part
    where: str
    what: str
    todo: str
    check: str = ""
    others: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    refuted: bool = True


def proved(problems: tuple[Problem, ...]) -> bool | None:
    """Whether a package with these problems is proved: yes, no, or not decided."""
    if any(problem.refuted for problem in problems):
        return False
    return None if problems else True


def merged(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, with all levels and seeds at which it showed; the words are those of the first time."""
    first: dict[tuple[str, str, str, bool], Problem] = {}
    for problem in problems:
        key = (problem.part, problem.where, problem.check or problem.what, problem.refuted)
        known = first.get(key, problem)
        first[key] = msgspec.structs.replace(
            known,
            others=tuple(sorted({*known.others, *problem.others})),
            levels=tuple(dict.fromkeys((*known.levels, *problem.levels))),
            seeds=tuple(dict.fromkeys((*known.seeds, *problem.seeds))),
        )
    return tuple(first.values())
