"""Telling the host what this screen has in sight, so that a mirror can follow; a hint that nothing waits for."""

import time
from typing import TYPE_CHECKING, Final

import msgspec
from textual.timer import Timer

from proctor.errors import ProctorError
from proctor.session.events import ViewChanged

if TYPE_CHECKING:
    from proctor.tui.app import CandidateApp

BETWEEN_S: Final = 0.2
"""At most five reports a second; the last state of a burst is always among them."""
_SETTLED_S: Final = 0.03
"""What a key changed has been arranged by then."""


class SightReport:
    """Tells what differs from the last report, whoever caused it. A report that does not arrive is dropped."""

    def __init__(self, app: "CandidateApp") -> None:
        self._app = app
        self._told: ViewChanged | None = None
        self._told_at_s = -BETWEEN_S
        self._due: Timer | None = None

    def touch(self) -> None:
        """Something may have changed."""
        if self._due is None:
            wait_s = max(_SETTLED_S, self._told_at_s + BETWEEN_S - time.monotonic())
            self._due = self._app.set_timer(wait_s, self._report)

    def _report(self) -> None:
        self._due = None
        seen = self._app.in_sight()
        if seen is None or seen == self._told or not self._app.view.connected:
            return
        self._told, self._told_at_s = seen, time.monotonic()
        self._app.run_worker(self._tell(seen), group="sight")

    async def _tell(self, seen: ViewChanged) -> None:
        try:
            answer = await self._app.link.act("view", **msgspec.to_builtins(seen))
        except ProctorError:
            self._told = None
            return
        if answer.get("taken") is False:  # too soon after the last one: say it again
            self._told = None
            self.touch()
