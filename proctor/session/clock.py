"""The clock of one timed phase, as a value. It reads no time: `t_s` is the session's own timeline in seconds.

Remaining time is limit + credit - used. Used time grows only while the clock runs; the limit grows by an extension;
credit gives back time that an outage took, and never more than was used.
"""

from dataclasses import dataclass, replace

from proctor.errors import IllegalMove


@dataclass(frozen=True, slots=True)
class PhaseClock:
    """A countdown that can be paused, extended and credited."""

    limit_s: float
    used_s: float = 0.0
    """Time used up to the last start or stop, net of credits."""
    running_since_s: float | None = None

    @property
    def running(self) -> bool:
        """Whether the clock is counting."""
        return self.running_since_s is not None

    def used_at_s(self, t_s: float) -> float:
        """Seconds used at `t_s`, net of credits."""
        return self.used_s + (max(0.0, t_s - self.running_since_s) if self.running_since_s is not None else 0.0)

    def remaining_at_s(self, t_s: float) -> float:
        """Seconds left at `t_s`, never below 0."""
        return max(0.0, self.limit_s - self.used_at_s(t_s))

    def expires_at_s(self) -> float | None:
        """The point of the timeline at which a running clock reaches 0."""
        return None if self.running_since_s is None else self.running_since_s + self.limit_s - self.used_s

    def started(self, t_s: float) -> "PhaseClock":
        """The clock counting from `t_s`."""
        if self.running:
            raise IllegalMove("the clock is already running")
        return replace(self, running_since_s=t_s)

    def stopped(self, t_s: float) -> "PhaseClock":
        """The clock standing still from `t_s`."""
        if not self.running:
            raise IllegalMove("the clock already stands still")
        return replace(self, used_s=self.used_at_s(t_s), running_since_s=None)

    def extended(self, seconds: float) -> "PhaseClock":
        """The clock with more time."""
        return replace(self, limit_s=self.limit_s + seconds)

    def credited(self, seconds: float, t_s: float) -> "PhaseClock":
        """The clock with lost time given back; refuses more than was used so far."""
        used_s = self.used_at_s(t_s)
        if seconds > used_s + 1e-6:
            raise IllegalMove(f"only {used_s:.0f} s of this phase were used, so {seconds:.0f} s cannot be given back")
        since_s = t_s if self.running else None
        return replace(self, used_s=max(0.0, used_s - seconds), running_since_s=since_s)
