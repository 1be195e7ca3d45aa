"""When an app whose picture has to follow the keys at once looks for garbage: between two paintings, never before one.

Python looks whenever so many objects were made, which is in the midst of what a key asks for; what has become of the
last twenty paintings takes as long as a painting.
"""

import gc
from typing import Final

from proctor.tui.running import collect_again

_YOUNG: Final = 1_000
"""So many new objects are worth a look."""
_LOOKS: Final = 16
"""After so many looks at new objects those that were left are looked at too, which takes ten times as long."""
_OLD_LOOKS: Final = 200
"""After so many of these, at the next rest, everything is looked at that was made since the start."""
_ON_ITS_OWN: Final = (50_000, 10, 1_000)
"""When Python looks by itself, should a painting be so late."""


class Garbage:
    """Leaves it to Python: for an app that is not alone in its process."""

    def loaded(self) -> None:
        """The first painting is done."""

    def complete(self) -> None:
        """Everything is there that lasts as long as the app."""

    def painted(self) -> None:
        """A painting is done, and another may be asked for at any time."""

    def rested(self) -> None:
        """Nobody has asked for anything for a while."""


class Between(Garbage):
    """Looks between paintings; the collector is off until the first is done."""

    def __init__(self) -> None:
        self._looks = 0
        self._complete = False

    def loaded(self) -> None:
        """What start-up made need not be looked at again."""
        collect_again()

    def complete(self) -> None:
        """From here on it is looked for here."""
        gc.freeze()
        gc.set_threshold(*_ON_ITS_OWN)
        self._complete = True

    def painted(self) -> None:
        """Look at what is new, and now and then at what was left: between two paintings there is time for it."""
        if self._complete and gc.get_count()[0] >= _YOUNG:
            self._looks += 1
            gc.collect(0 if self._looks % _LOOKS else 1)

    def rested(self) -> None:
        """Look at everything, if that was not done for long."""
        if self._complete and gc.get_count()[2] >= _OLD_LOOKS:
            gc.collect()
