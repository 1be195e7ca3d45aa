"""When to look at the terminal: at once when something changed, never often, and by the clock during a flood.

Pure: time arrives as a number of seconds, any zero.
"""

import math
from typing import Final

RATE_HZ: Final = 20.0
_BURST: Final = 3.0
"""Looks that may follow each other at once, so that a key and what it sets off are both shown without waiting."""
_WINDOW_S: Final = 0.25
_FLOOD: Final = 50
"""Notices within the window (200 a second) that cost more than looking by the clock does."""
_POLL_S: Final = 0.1
_RETRY_S: Final = 0.5
_LONGEST_RETRY_S: Final = 4.0
_CALM_S: Final = 2.0


class Pace:
    """Says when the next look is due."""

    def __init__(self) -> None:
        self.flooded = False
        self._dirty = False
        self._tokens = _BURST
        self._looked_s = 0.0
        self._count = 0
        self._counted_from_s = 0.0
        self._retry_s = _RETRY_S
        self._since_s = -math.inf
        """When the flood, or the calm after it, began."""

    def heard(self, notices: int, now_s: float) -> None:
        """Take notice of so much output; too much of it is a flood."""
        self._dirty = True
        if now_s - self._counted_from_s > _WINDOW_S:
            self._count, self._counted_from_s = 0, now_s
        self._count += notices
        if self._count > _FLOOD and not self.flooded:
            calm = now_s - self._since_s > _CALM_S
            self._retry_s = _RETRY_S if calm else min(2 * self._retry_s, _LONGEST_RETRY_S)
            self.flooded, self._since_s = True, now_s

    def wait_s(self, now_s: float) -> float | None:
        """Seconds until a look is due; None while nothing changed."""
        if self.flooded:
            return max(0.0, self._looked_s + _POLL_S - now_s)
        if not self._dirty:
            return None
        return max(0.0, (1.0 - self._available(now_s)) / RATE_HZ)

    def looked(self, now_s: float) -> None:
        """A look was taken; what is heard from now on is new."""
        self._tokens = self._available(now_s) - 1.0
        self._looked_s = now_s
        self._dirty = False
        if self.flooded and now_s - self._since_s > self._retry_s:
            self.flooded, self._since_s, self._count = False, now_s, 0
            self._dirty = True

    def _available(self, now_s: float) -> float:
        return min(_BURST, self._tokens + (now_s - self._looked_s) * RATE_HZ)
