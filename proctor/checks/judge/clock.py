"""The judge's clock over one run and its checks."""

import time
from dataclasses import dataclass, field

from proctor.checks.request import BUSY_TIMES, Limits


@dataclass(slots=True)
class RunClock:
    """Deadlines in seconds of the monotonic clock.

    Time spent waiting for a process of ours moves them; time spent in line for a processor does too, up to
    `BUSY_TIMES` a limit.
    """

    limits: Limits
    run_ends: float = field(init=False)
    check_ends: float = field(init=False)
    check_began: float = field(init=False)
    _run_more_s: float = field(init=False)
    _check_more_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.run_ends = time.monotonic() + self.limits.run_s
        self._run_more_s = BUSY_TIMES * self.limits.run_s
        self.begin_check()

    def begin_check(self) -> None:
        """Start the limit of the next check."""
        self.check_began = time.monotonic()
        self.check_ends = min(self.check_began + self.limits.check_s, self.run_ends)
        self._check_more_s = BUSY_TIMES * self.limits.check_s

    def excuse(self, seconds: float) -> None:
        """Take time that we have cost out of the check's and the run's limits."""
        self.run_ends += seconds
        self.check_began += seconds
        self.check_ends += seconds

    def excuse_run(self, queued_s: float) -> None:
        """Take time in line for a processor, before the present check, out of the run's limit."""
        granted_s = min(queued_s, self._run_more_s)
        self._run_more_s -= granted_s
        self.run_ends += granted_s

    def excuse_check(self, queued_s: float) -> float:
        """Take it out of the check's and the run's limits; the seconds that were granted."""
        granted_s = min(queued_s, self._check_more_s, self._run_more_s)
        self._check_more_s -= granted_s
        self.check_ends += granted_s
        self.excuse_run(granted_s)
        return granted_s

    def give_back_check(self) -> None:
        """Take what the present check has spent out of the run's limit: it was the check's own doing."""
        self.run_ends += time.monotonic() - self.check_began

    def deadline(self) -> float:
        """When the present check has to be over."""
        return self.check_ends

    def run_is_over(self) -> bool:
        """Whether the whole run's time is used up."""
        return time.monotonic() >= self.run_ends

    def check_ms(self) -> float:
        """Milliseconds since the present check began."""
        return (time.monotonic() - self.check_began) * 1000
