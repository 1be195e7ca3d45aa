"""An end for a check whose own code does not come to one: the candidate's code is not the only thing that can loop."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from proctor.checks.judge.clock import RunClock
from proctor.checks.outcome import CheckStuck

GRACE_S: Final = 1.0
"""How long after the check's limit; what the candidate's code does at the limit itself is its own timeout."""
_AGAIN_S: Final = 0.25


@contextmanager
def ended_in_time(clock: RunClock, postponed: Callable[[], bool]) -> Iterator[None]:
    """Raise `CheckStuck` in the midst of what runs inside, `GRACE_S` after the check's deadline, until it ends.

    Python code is interrupted anywhere; one long operation of torch is not, and ends with its run. What such a check
    has spent is given back to the run, so that later checks do not go without. `postponed` is asked whether the
    deadline was moved.
    """
    has_rung = False

    def over() -> bool:
        return time.monotonic() >= clock.deadline() + GRACE_S

    def ring(_number: int, _frame: FrameType | None) -> None:
        nonlocal has_rung
        if over() and not (postponed() and not over()):
            has_rung = True
            raise CheckStuck("The check itself did not end within its time limit")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(clock.deadline() + GRACE_S - time.monotonic(), _AGAIN_S), _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
        if has_rung:
            clock.give_back_check()
