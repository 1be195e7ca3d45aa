"""How many messages a client may send: a bucket that refills, so that a flood ends with its sender."""

import time
from typing import Final

BURST: Final = 400
PER_SECOND: Final = 100.0


class Allowance:
    """Counts the messages of one client."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._at_s = time.monotonic()

    def takes_one(self) -> bool:
        """Whether one more message is within what is allowed; counts it."""
        now_s = time.monotonic()
        self._left = min(float(BURST), self._left + (now_s - self._at_s) * PER_SECOND)
        self._at_s = now_s
        self._left -= 1
        return self._left >= 0
