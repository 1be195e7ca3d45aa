"""What viewers cost the candidate: the echo of their keys with viewers and without, in turn."""

import contextlib
import statistics
import threading
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.effort import Effort
from benchmarks.figures import Figure, at_most, milliseconds
from benchmarks.mirror import cockpit
from benchmarks.stage import Sitting
from benchmarks.typing_person import LETTER, MARK, typist
from benchmarks.viewers import Manner, Viewers

_DIFFERENCE_MS: Final = 1.0
_TOGETHER: Final = 10
_ALONE: Final = "nobody watches"

Company = Callable[[Sitting], contextlib.AbstractContextManager[object]]


def measure(effort: Effort) -> list[Figure]:
    """Echo of the candidate's keys: alone, with one cockpit, with ten viewers, and with viewers that do harm."""
    kinds: dict[str, Company] = {
        _ALONE: lambda _sitting: contextlib.nullcontext(),
        "one cockpit": cockpit,
        "a cockpit and nine others": _ten,
        "a stalled viewer": _of("stalled"),
        "a flooding viewer": _of("flooding"),
        "viewers that come and are killed": _killed,
    }
    spans: dict[str, list[list[int]]] = {name: [] for name in kinds}
    with typist() as (sitting, person):
        person.pair()
        for _ in range(effort.company):
            for name, company in kinds.items():
                with company(sitting):
                    spans[name].append([person.pair()[0] for _ in range(effort.company_keys)])
    return [*_echoes(spans), *_differences(spans)]


def _echoes(spans: dict[str, list[list[int]]]) -> Iterator[Figure]:
    for name, rounds in spans.items():
        yield Figure(f"key to echo: {name}", "ms", milliseconds(span for one in rounds for span in one))


def _differences(spans: dict[str, list[list[int]]]) -> Iterator[Figure]:
    """Medians of neighbouring rounds against each other."""
    for name, rounds in spans.items():
        if name == _ALONE:
            continue
        more = [
            (statistics.median(mine) - statistics.median(bare)) / 1e6
            for mine, bare in zip(rounds, spans[_ALONE], strict=True)
        ]
        yield Figure(f"more than when nobody watches: {name}", "ms", tuple(more), at_most(_DIFFERENCE_MS))


@contextlib.contextmanager
def _ten(sitting: Sitting) -> Iterator[None]:
    with cockpit(sitting), Viewers(sitting, _TOGETHER - 1, MARK + LETTER):
        yield


def _of(manner: Manner) -> Company:
    return lambda sitting: Viewers(sitting, 1, MARK + LETTER, manner)


@contextlib.contextmanager
def _killed(sitting: Sitting) -> Iterator[None]:
    """One viewer after another joins and is gone without a word."""
    over = threading.Event()

    def come_and_go() -> None:
        while not over.is_set():
            with Viewers(sitting, 1, MARK + LETTER) as viewer:
                over.wait(0.2)
                viewer.kill()

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
