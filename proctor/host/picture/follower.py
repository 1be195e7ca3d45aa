"""One life of the control client: who looks at the terminal, which window is in front, what the editor's shows."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from proctor.host.picture.control import Control, ControlLostError
from proctor.host.picture.frame import Capture
from proctor.host.picture.notices import CLIENTS, PANES, Notices
from proctor.host.picture.pace import Pace
from proctor.host.picture.presence import Presence

MIRRORED: Final = "Editor"
"""The other window shows the session's own events; whoever watches draws it from those."""

_WINDOWS: Final = "list-panes -s -t =proctor -F '#{window_name} #{window_id} #{pane_id} #{window_active} #{pane_dead}'"
_LOOKERS: Final = "list-clients -t =proctor -F '#{client_control_mode} #{client_width} #{client_height}'"
_SUBSCRIBE: Final = (
    f"refresh-client -B '{PANES}:%*:#{{pane_pid}} #{{pane_dead}}'",
    f"refresh-client -B '{CLIENTS}::#{{session_attached}}'",
)
_SILENCE: Final = "refresh-client -A '{pane}:pause'"
_LISTEN: Final = "refresh-client -A '{pane}:continue'"
_TARGET: Final = f"=proctor:{MIRRORED}"
"""By its name: the window may just have been put in the place of another."""
_MEND_S: Final = 1.0


class Follower:
    """Asks what notices call for. `wanted`: whether the picture is to be taken now; `mend` revives dead windows.

    Output of the editor's window is only told by tmux while the picture is taken and no flood runs; the notices of a
    paused pane cost nothing, and pausing is the one way to stop them that loses no block in tmux 3.2 to 3.6.
    """

    def __init__(
        self,
        control: Control,
        presence: Presence,
        wanted: Callable[[], bool],
        mend: Callable[[], Awaitable[bool]],
        seen: Callable[[Capture], None],
    ) -> None:
        self._control = control
        self._presence = presence
        self._wanted = wanted
        self._mend = mend
        self._seen = seen
        self._pace = Pace()
        self._pane = ""
        self._names: dict[str, str] = {}
        self._front = ""
        self._listening = True
        self._ill = False

    async def run(self) -> None:
        """Follow until the client ends (ControlLostError) or this is cancelled."""
        await self._arrange()
        for subscription in _SUBSCRIBE:
            await self._control.ask(subscription)
        await self._lookers()
        while True:
            await self._tend()
            await self._control.wait(self._wait_s())
            await self._heed(self._control.notices.taken())
            if self._watching and self._pace.wait_s(time.monotonic()) == 0:
                await self._look()

    @property
    def _watching(self) -> bool:
        return self._front == MIRRORED and self._wanted()

    def _wait_s(self) -> float | None:
        waits = [self._pace.wait_s(time.monotonic())] if self._watching else []
        return min((wait for wait in (*waits, _MEND_S if self._ill else None) if wait is not None), default=None)

    async def _arrange(self) -> None:
        """Learn which windows there are, and which one is in front."""
        front = ""
        others: list[str] = []
        self._names.clear()
        for line in await self._control.ask(_WINDOWS):
            name, window, pane, active, dead = line.split()
            self._names[window] = name
            front = name if active == "1" else front
            self._ill = self._ill or dead == "1"
            if name == MIRRORED:
                self._pane, self._listening = pane, self._listening or pane != self._pane
            else:
                others.append(pane)
        if MIRRORED not in self._names.values():
            raise ControlLostError("a window is missing")
        self._control.notices.follow(self._pane, *others)
        for pane in others:
            await self._control.ask(_SILENCE.format(pane=pane))
        self._bring(front)

    async def _heed(self, notices: Notices) -> None:
        if notices.dead or self._ill:
            self._ill = await self._mend()
        if notices.rearranged or (notices.window and notices.window not in self._names):
            await self._arrange()
        elif notices.window:
            self._bring(self._names[notices.window])
        if notices.clients:
            await self._lookers()
        if notices.outputs:
            self._pace.heard(notices.outputs, time.monotonic())
        if notices.paused:
            self._listening = False

    def _bring(self, window: str) -> None:
        self._front = window
        self._presence.window(window)
        self._pace.heard(1, time.monotonic())

    async def _lookers(self) -> None:
        lines = [line.split() for line in await self._control.ask(_LOOKERS)]
        self._presence.clients([(int(words[1]), int(words[2])) for words in lines if words[0] != "1"])

    async def _tend(self) -> None:
        """Have output told exactly while somebody needs it."""
        listen = self._watching and not self._pace.flooded
        if listen != self._listening:
            await self._control.ask((_LISTEN if listen else _SILENCE).format(pane=self._pane))
            self._listening = listen
            self._pace.heard(1, time.monotonic())

    async def _look(self) -> None:
        self._pace.looked(time.monotonic())
        self._seen(await self._control.capture(_TARGET))
