"""Leaving tidily: a terminal that is closed, or a request to end, too, takes away what was unpacked."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def leaving_tidily() -> Iterator[None]:
    """Inside, a signal to end is an exit like any other, so that nothing of a recording stays behind."""
    before = {number: signal.signal(number, _leave) for number in (signal.SIGHUP, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
