"""Garbage is looked for when an app says that there is time, and not before everything that lasts is there."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from proctor.tui.garbage import Between

_MANY = 2_000


class _Node:
    """Part of a ring, which only a look at garbage takes away."""

    def __init__(self) -> None:
        self.other: _Node = self


@pytest.fixture
def portions() -> Iterator[None]:
    """Leave the collector as it was."""
    before, enabled = gc.get_threshold(), gc.isenabled()
    yield
    gc.set_threshold(*before)
    (gc.enable if enabled else gc.disable)()


def _ring() -> "weakref.ref[_Node]":
    return weakref.ref(_Node())


def _left_after_a_painting(between: Between) -> bool:
    """Whether a ring is still there after a painting that made many objects, all of which are kept."""
    ring, kept = _ring(), [[] for _ in range(_MANY)]
    between.painted()
    return ring() is not None and len(kept) == _MANY


@pytest.mark.usefixtures("portions")
def test_a_painting_leaves_nothing_behind() -> None:
    between = Between()
    between.loaded()
    between.complete()
    assert not _left_after_a_painting(between)


@pytest.mark.usefixtures("portions")
def test_what_outlives_a_look_is_found_by_a_later_one() -> None:
    between = Between()
    between.complete()
    node = _Node()
    ring = weakref.ref(node)
    assert not _left_after_a_painting(between)  # the ring that is held is older now
    del node
    paintings = 0
    while ring() is not None and paintings < 20:
        assert not _left_after_a_painting(between)
        paintings += 1
    assert ring() is None


@pytest.mark.usefixtures("portions")
def test_nothing_is_looked_for_while_something_is_still_loaded() -> None:
    gc.disable()
    assert _left_after_a_painting(Between())
