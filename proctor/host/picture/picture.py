"""What the candidate's terminal shows, for as long as the host lives."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from proctor.errors import ProctorError
from proctor.host.picture.control import Control, ControlLostError
from proctor.host.picture.follower import MIRRORED, Follower
from proctor.host.picture.frame import Capture, Drawing, change
from proctor.host.picture.presence import Presence
from proctor.host.picture.recording import Recording
from proctor.host.recorder import Recorder
from proctor.host.terminal import Terminal
from proctor.link.machine import boot_ns
from proctor.session.events import ClientJoined, ClientLeft, Event
from proctor.session.phases import Phase
from proctor.session.screen import Screen, ScreenRecord

Viewer = Callable[[ScreenRecord], None]
_AGAIN_S: Final = 0.3
_AGAIN_AFTER_FAULT_S: Final = 5.0
_UNKNOWN_SIZE: Final = (0, 0)


class Picture:
    """Follows the terminal: journals attach, detach and window; tells viewers the picture unless the terms say no."""

    def __init__(self, recorder: Recorder, terminal: Terminal, kept_in: Path) -> None:
        self._recorder = recorder
        self._terminal = terminal
        self._kept_in = kept_in
        self._viewers: list[Viewer] = []
        self._presence = Presence(recorder)
        self._drawing = Drawing()
        self.now = Screen()
        recorder.listen(self._on_event)

    def listen(self, viewer: Viewer) -> None:
        """Have every change of the picture told as it comes; who comes late begins with `now.whole()`."""
        self._viewers.append(viewer)

    async def run(self) -> None:
        """Work until cancelled; then the control client has ended, before anybody may end the server."""
        if self._recorder.session.terms.screen != "recorded":
            await self._follow_always()
        recording = Recording(self._kept_in)
        self.listen(recording.keep)
        writing = asyncio.create_task(recording.run())
        try:
            await self._follow_always()
        finally:
            writing.cancel()
            await asyncio.wait([writing])

    async def _follow_always(self) -> None:
        again_s = _AGAIN_S
        while True:
            if not await self._terminal.look_up():
                self._presence.clients([])
            await self._terminal.up.wait()
            began_s = time.monotonic()
            try:
                await self._follow()
            except (ControlLostError, OSError):
                lasted = time.monotonic() - began_s > _AGAIN_AFTER_FAULT_S
                again_s = _AGAIN_S if lasted else min(2 * again_s, _AGAIN_AFTER_FAULT_S)
            except ProctorError:
                raise
            except Exception as fault:  # noqa: BLE001 the mirror is a window on the session, never a reason to end it
                print(f"the picture begins anew: {fault!r}", file=sys.stderr)  # noqa: T201 the log of this process
                again_s = _AGAIN_AFTER_FAULT_S
            await asyncio.sleep(again_s)

    async def _follow(self) -> None:
        control = await Control.open(self._terminal.tmux.command())
        try:
            await Follower(control, self._presence, self._wanted, self._terminal.mend, self._seen).run()
        finally:
            await control.close()

    def _on_event(self, _envelope: object, event: Event, _text: bytes) -> None:
        """Without tmux, the candidate's terminal is there as long as a screen of theirs is."""
        if isinstance(event, ClientJoined | ClientLeft) and not self._terminal.started:
            # Soon, not now: whoever is told of this event is told of it before the next.
            asyncio.get_running_loop().call_soon(self._judge_by_screens)

    def _judge_by_screens(self) -> None:
        if self._recorder.closed or self._terminal.started:
            return
        screens = [client for client in self._recorder.session.present.values() if client.role == "candidate"]
        self._presence.clients([_UNKNOWN_SIZE] if screens else [])

    def _wanted(self) -> bool:
        """A picture is taken where the terms allow one, and nobody's after the session is over."""
        session = self._recorder.session
        return session.terms.screen != "off" and session.phase is not Phase.DONE

    def _seen(self, capture: Capture) -> None:
        t_s = self._recorder.session.time_at_s(boot_ns())
        record = change(self.now, capture, self._drawing.rows(capture), t_s=t_s, window=MIRRORED)
        if record is not None:
            self.now = self.now.after(record)
            for viewer in tuple(self._viewers):
                viewer(record)
