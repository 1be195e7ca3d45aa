"""What the candidate's terminal shows, for as long as the host lives."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from proctor.host.recorder import Recorder
from proctor.host.terminal import Terminal
from proctor.session.screen import Screen, ScreenRecord

Viewer = Callable[[ScreenRecord], None]


class Picture:
    """Follows the terminal: journals attach, detach and window; tells viewers the picture unless the terms say no."""

    def __init__(self, recorder: Recorder, terminal: Terminal, kept_in: Path) -> None:
        self._recorder = recorder
        self._terminal = terminal
        self._kept_in = kept_in
        self._viewers: list[Viewer] = []
        self.now = Screen()

    def listen(self, viewer: Viewer) -> None:
        """Have every change of the picture told as it comes; who comes late begins with `now.whole()`."""
        self._viewers.append(viewer)

    async def run(self) -> None:
        """Work until cancelled; then the control client has ended, before anybody may end the server."""
        await asyncio.Event().wait()
