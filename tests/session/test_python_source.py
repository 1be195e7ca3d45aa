"""Source is parsed by several threads, beside a collector of garbage that runs other people's code."""

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import proctor
from proctor.session.python_source import NO_SOURCE, parsed

SOURCE = Path(proctor.__file__).with_name("errors.py").read_bytes() * 20


@pytest.fixture
def looks() -> Iterator[list[str]]:
    """A collector that looks as often as it can, and what it has done so far."""
    seen: list[str] = []

    def note(when: str, _facts: dict[str, Any]) -> None:
        seen.append(when)

    before, on = gc.get_threshold(), gc.isenabled()
    gc.callbacks.append(note)
    gc.set_threshold(1, 1, 1)
    yield seen
    gc.set_threshold(*before)
    gc.callbacks.remove(note)
    (gc.enable if on else gc.disable)()


def test_no_code_of_others_runs_while_a_tree_is_made(looks: list[str]) -> None:
    """It could let another thread parse, which CPython takes for a mistake of its own."""
    gc.enable()
    _ = [[] for _ in range(10)]
    assert looks
    looks.clear()
    # Nothing between the two lines makes anything but the tree and what ends a context.
    tree = parsed(SOURCE)
    assert len(looks) < 20 < len(tree.body)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(on: bool, looks: list[str]) -> None:
    (gc.enable if on else gc.disable)()
    parsed(b"x = 1")
    assert gc.isenabled() is on
    with pytest.raises(NO_SOURCE):
        parsed(b"x = ")
    assert gc.isenabled() is on


@pytest.mark.parametrize("content", [b"def f(:", b"\x00", b"x = '\xff'", b"(" * 5000 + b")" * 5000])
def test_what_is_no_source_is_said_so(content: bytes) -> None:
    with pytest.raises(NO_SOURCE):
        parsed(content)


def test_what_a_compiler_would_warn_of_is_not_said() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(parsed(b"x = '\\d'\nassert (1, 'always')\n").body) == 2
