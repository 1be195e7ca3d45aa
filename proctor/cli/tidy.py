"""Leaving tidily: a terminal that is closed, or a request to end, too, takes away what was unpacked."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Told(SystemExit):
    """A signal asked this process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


@contextmanager
def leaving_tidily() -> Iterator[None]:
    """Inside, a signal to end is an exit like any other, so that nothing of a recording stays behind.

    Then the signal ends the process after all: a screen's threads would go on for ever at a terminal that is gone.
    """
    before = {number: signal.signal(number, _leave) for number in (signal.SIGHUP, signal.SIGTERM)}
    told = 0
    try:
        yield
    except _Told as asked:
        told = asked.number
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if told:
            os.kill(os.getpid(), told)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise _Told(number)
