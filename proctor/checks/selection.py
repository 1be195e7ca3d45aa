"""Which checks run, and in what order: the requested order, each behind the checks it needs."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

MARKS = {
    "proctor_levels(*names)": "levels at which the check runs",
    "proctor_criterion(name)": "evaluation criterion that the check speaks to",
    "proctor_needs(*checks)": "checks that must pass first",
    "proctor_advisory": "the verdict is shown but not required",
}


def check_id(item: pytest.Item) -> str:
    """The id of the check that an item belongs to: the name of its function."""
    return getattr(item, "originalname", None) or item.name


def needed(item: pytest.Item) -> tuple[str, ...]:
    """Ids of the checks that this one declares to build on."""
    return tuple(name for mark in item.iter_markers("proctor_needs") for name in mark.args)


def runs_at(item: pytest.Item, level: str) -> bool:
    """Whether the check counts at this level."""
    mark = item.get_closest_marker("proctor_levels")
    return mark is None or level in mark.args


def ordered(select: Sequence[str], needs: Mapping[str, Iterable[str]]) -> list[str]:
    """`select` with every id moved behind the selected ids it needs; ids in a cycle keep their place."""
    order: list[str] = []
    entered: set[str] = set()

    def place(check: str) -> None:
        if check in entered:
            return
        entered.add(check)
        for other in needs.get(check, ()):
            if other in chosen:
                place(other)
        order.append(check)

    chosen = set(select)
    for check in select:
        place(check)
    return order
