"""The candidate's terminal: a private tmux server with two windows and every key unbound but one.

tmux gives persistence (a lost connection loses nothing), the clock on the status line of both windows, and warnings
over whatever the candidate is doing. Its socket lies in a private folder and is handed to nobody.
"""

import asyncio
import os
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.host.recorder import Moment, Recorder
from proctor.host.shell.environment import harmless
from proctor.host.shell.window import EditorWindow
from proctor.host.statusline import configuration, status_right
from proctor.host.tmux import Tmux
from proctor.host.windows import Windows
from proctor.link.environment import passed_on
from proctor.session.durations import length_text
from proctor.session.events import Event, ReminderGiven, WorkSubmitted
from proctor.session.rules import EDITOR_WARNINGS_S

_WARNING_MS: Final = 8000
_FROZEN_WORDS: Final = "Your work is handed in; later saves do not count. {key}: what comes next"
_WRITTEN_WORDS: Final = "Something was written to you. {key}: read it"
"""Never the text itself: tmux would carry out commands in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a terminal needs to know of its session."""

    socket: Path
    session: str
    switch_key: str
    editor: EditorWindow


class Terminal:
    """Opens, decorates and ends the private tmux server."""

    def __init__(self, recorder: Recorder, place: Place) -> None:
        self._recorder = recorder
        self._place = place
        self.tmux = Tmux(place.socket)
        self._windows = Windows(self.tmux, place.session, place.editor)
        self._tasks: set[asyncio.Task[None]] = set()
        self.up = asyncio.Event()
        """Set while there may be a server; `look_up` finds out."""
        if self.started:
            self.up.set()
        recorder.listen(self._on_event)

    async def open(self, environment: Mapping[str, str], columns: int, lines: int, editor_file: str) -> list[str]:
        """The command that shows the terminal; starts the server, or revives windows whose program ended.

        Of `environment`, which the candidate's client sent, only language and colours reach what runs outside of the
        editor's window: a search path, a home or a Python path would choose the programs of this account.
        """
        own = {**passed_on(os.environ), **harmless(environment)}
        self.tmux.environment = {**own, "PROCTOR_SWITCH_KEY": self._place.switch_key}
        self._windows.offered = dict(environment)
        if await self.tmux.alive():
            await self._windows.revive(editor_file)
            await self._windows.watch_over()
        else:
            await self._start(columns, lines, editor_file)
        self.up.set()
        await self._decorate()
        return self.tmux.command("attach-session", "-t", "=proctor")

    @property
    def started(self) -> bool:
        """Whether a server was ever started (its socket exists)."""
        return self.tmux.started

    async def look_up(self) -> bool:
        """Whether the server answers; `up` says so too from now on."""
        self.up.clear()
        if await self.tmux.alive():
            self.up.set()
        return self.up.is_set()

    async def select(self, window: str) -> None:
        """Bring a window to the front."""
        await self.tmux.tell("select-window", "-t", f"=proctor:{window}")

    async def detach(self) -> None:
        """Give the candidate's own terminal back; everything inside goes on."""
        for client in await self.tmux.clients():
            await self.tmux.tell("detach-client", "-t", client)

    async def attached(self) -> bool:
        """Whether the candidate looks at the terminal."""
        return bool(await self.tmux.clients())

    async def mend(self) -> bool:
        """Start dead windows again; returns whether there were any."""
        return await self._windows.mend()

    async def edit(self, file: str) -> None:
        """Start the editor window afresh on a file."""
        if await self.tmux.alive():
            await self._windows.edit(file)

    async def close(self) -> None:
        """End the server and everything in it."""
        if self.started:
            await self.tmux.tell("kill-server")

    async def _start(self, columns: int, lines: int, editor_file: str) -> None:
        conf = self._place.socket.with_name("conf")
        conf.write_text(configuration(self._place.switch_key), encoding="utf-8")
        await self._windows.start(str(conf), ("-x", str(max(columns, 20)), "-y", str(max(lines, 5))), editor_file)

    def _on_event(self, _envelope: object, event: Event, _text: bytes) -> None:
        if event.kind in _CLOCK_KINDS:
            self._later(self._decorate())
        if isinstance(event, ReminderGiven) and event.mark_s in EDITOR_WARNINGS_S:
            self._later(self.warn(f"{length_text(event.mark_s)} left: save your files"))
        if isinstance(event, WorkSubmitted):
            self._later(self.warn(_FROZEN_WORDS.format(key=self._place.switch_key)))
        if event.kind in _WRITTEN_KINDS:
            self._later(self.warn(_WRITTEN_WORDS.format(key=self._place.switch_key)))

    async def warn(self, words: str) -> None:
        """Show words over both windows for some seconds."""
        if self.started:
            for client in await self.tmux.clients():
                await self.tmux.tell("display-message", "-c", client, "-d", str(_WARNING_MS), words)

    async def _decorate(self) -> None:
        """Write the clock into the status line; tmux counts by itself, so only a changed clock needs this."""
        if not self.started:
            return
        moment = Moment.now()
        text, interval_s = status_right(self._recorder.at(moment))
        await self.tmux.tell(
            "set-option", "-g", "status-right", text, ";", "set-option", "-g", "status-interval", interval_s
        )

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_CLOCK_KINDS: Final = frozenset(
    {
        "phase.began",
        "clock.paused",
        "clock.resumed",
        "clock.extended",
        "clock.credited",
        "work.submitted",
        "feedback.delivered",
        "session.finished",
        "reminder.given",
        "focus.began",
        "focus.ended",
    }
)
_WRITTEN_KINDS: Final = frozenset({"question.answered", "hint.given", "check.revealed", "feedback.delivered"})
