"""How long processes have stood in line for a processor: time in which the machine ran others, and nobody's code ran.

As the kernel counts it for the process itself. A process that sleeps or waits for something else is in no line.
"""

import os
from pathlib import Path
from typing import Final

from proctor.checks.judge.clock import RunClock

_WORTH_S: Final = 0.01
"""Less than that is no reason to wait any longer."""


class Queueing:
    """Moves the limits of a run by what the judge and the process with the candidate's code have stood in line."""

    def __init__(self, clock: RunClock) -> None:
        self._clock = clock
        self._seen: dict[int, float] = {}
        self._since(None)

    def settle(self, pid: int | None) -> None:
        """What was waited until now is not the next check's, and moves the end of the run."""
        self._clock.excuse_run(self._since(pid))

    def postponed(self, pid: int | None) -> bool:
        """Whether the present check has more time than it had, because so much of it went to others."""
        return self._clock.excuse_check(self._since(pid)) >= _WORTH_S

    def _since(self, pid: int | None) -> float:
        found_s = 0.0
        for process in (os.getpid(), pid):
            if process is not None:
                total_s = queued_s(process)
                found_s += max(0.0, total_s - self._seen.get(process, 0.0))
                self._seen[process] = total_s
        return found_s


def queued_s(pid: int) -> float:
    """Seconds that the first thread of a process has stood in line so far; none where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
