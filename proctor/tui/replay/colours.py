"""Files in colours, fast enough to be stepped through: what is not coloured yet looks as the same line did before."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from proctor.tui.mirror.highlight import Coloured
from proctor.tui.mirror.inks import Ink, Line

_KEPT: Final = 64
_IN_ONE_GO_S: Final = 0.001
_LINES_BEFORE: Final = 4_000
"""Lines of the version before that are remembered."""


class Settling:
    """The lines of one version of a file. `settle` colours what is in sight bit by bit, whenever there is time."""

    def __init__(self, path: str, text: str, before: Mapping[str, Line]) -> None:
        self._exact = Coloured(path, text)
        self._before = before

    def __len__(self) -> int:
        return len(self._exact)

    def line(self, number: int) -> Line:
        """A line by number from 0: as it is, or as the same line looked before, or plain for a moment."""
        if number < self._exact.ready:
            return self._exact.line(number)
        text = self._exact.plain(number)
        return self._before.get(text) or ((text, Ink.TEXT),)

    def settle(self, last: int, most_s: float = _IN_ONE_GO_S, clock: Callable[[], float] = time.perf_counter) -> bool:
        """Colour on towards a line (from 1) for a moment; whether that is done."""
        until_s = clock() + most_s
        last = min(last, len(self))
        while self._exact.ready < last and clock() < until_s:
            self._exact.line(self._exact.ready)
        return self._exact.ready >= last

    def known(self) -> dict[str, Line]:
        """How each line looks, by its text, as far as it was coloured; for the version that comes next."""
        found = dict(self._before) if self._exact.ready < len(self) else {}
        for number in range(min(self._exact.ready, _LINES_BEFORE)):
            found[self._exact.plain(number)] = self._exact.line(number)
        return found


class Colours:
    """The versions that were looked at last, by path and git's name for the content."""

    def __init__(self) -> None:
        self._versions: OrderedDict[tuple[str, str], Settling] = OrderedDict()
        self._last: dict[str, Settling] = {}

    def of(self, path: str, blob: str, text: Callable[[], str], *, ahead: bool = False) -> Settling:
        """A version of a file; its text is asked for where it is not known. `ahead`: it is not looked at yet."""
        found = self._versions.get((path, blob))
        if found is None:
            before = self._last.get(path)
            found = self._versions[path, blob] = Settling(path, text(), before.known() if before is not None else {})
            if len(self._versions) > _KEPT:
                self._versions.popitem(last=False)
        if not ahead:
            self._last[path] = found
        return found
