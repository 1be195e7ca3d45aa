"""The candidate's terminal: a private tmux server with two windows and every key unbound but one.

tmux gives persistence (a lost connection loses nothing), the clock on the status line of both windows, and warnings
over whatever the candidate is doing. Its socket lies in a private folder and is handed to nobody.
"""

import asyncio
import os
import shlex
import sys
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.errors import EnvironmentFault
from proctor.host.recorder import Moment, Recorder
from proctor.host.shell.environment import harmless
from proctor.host.shell.window import EditorWindow
from proctor.host.statusline import configuration, status_right
from proctor.link.environment import passed_on
from proctor.session.durations import length_text
from proctor.session.events import Event, ReminderGiven, WorkSubmitted
from proctor.session.rules import EDITOR_WARNINGS_S

WORK: Final = "Work"
EDITOR: Final = "Editor"
_WARNING_MS: Final = 8000
_FROZEN_WORDS: Final = "Your work is handed in; later saves do not count. {key}: what comes next"
_WRITTEN_WORDS: Final = "Something was written to you. {key}: read it"
"""Never the text itself: tmux would carry out commands in it."""
_AGAIN_WORDS: Final = "The screen ended and starts again. Your session and your editor go on."
_AGAIN_S: Final = 2
_RESET: Final = r"\033c"
"""Undoes what a killed program left switched on in its window."""


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
        self._environment: dict[str, str] = {}
        self._offered: dict[str, str] = {}
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
        self._offered = dict(environment)
        own = {**passed_on(os.environ), **harmless(environment)}
        self._environment = {**own, "PROCTOR_SWITCH_KEY": self._place.switch_key}
        if await self._alive():
            await self._revive(editor_file)
        else:
            await self._start(columns, lines, editor_file)
        self.up.set()
        await self._decorate()
        return self._command("attach-session", "-t", "=proctor")

    @property
    def started(self) -> bool:
        """Whether a server was ever started (its socket exists)."""
        return self._place.socket.exists()

    async def select(self, window: str) -> None:
        """Bring a window to the front."""
        await self._tell("select-window", "-t", f"=proctor:{window}")

    @property
    def tmux(self) -> list[str]:
        """The program and the server that it is to speak to."""
        return self._command()

    async def look_up(self) -> bool:
        """Whether the server answers; `up` says so too from now on."""
        self.up.clear()
        if await self._alive():
            self.up.set()
        return self.up.is_set()

    async def detach(self) -> None:
        """Give the candidate's own terminal back; everything inside goes on."""
        for client in await self._clients():
            await self._tell("detach-client", "-t", client)

    async def attached(self) -> bool:
        """Whether the candidate looks at the terminal."""
        return bool(await self._clients())

    async def mend(self) -> bool:
        """Start dead windows again; returns whether there were any.

        tmux does so by itself when it learns that the program ended. Now and then it does not: the library that notes
        logins takes the signal away from it.
        """
        _code, said = await self._ask("list-panes", "-s", "-t", "=proctor", "-F", "#{window_name} #{pane_dead}")
        dead = [line.partition(" ")[0] for line in said.splitlines() if line.endswith(" 1")]
        for window in dead:
            # Without -k: what tmux started again in the meantime goes on.
            await self._tell("respawn-pane", "-t", f"=proctor:{window}")
        return bool(dead)

    async def edit(self, file: str) -> None:
        """Start the editor window afresh on a file."""
        if await self._alive():
            await self._tell("respawn-pane", "-k", "-t", f"=proctor:{EDITOR}", *await self._editor_command(file))

    async def close(self) -> None:
        """End the server and everything in it."""
        if self._place.socket.exists():
            await self._tell("kill-server")

    async def _start(self, columns: int, lines: int, editor_file: str) -> None:
        conf = self._place.socket.with_name("conf")
        conf.write_text(configuration(self._place.switch_key), encoding="utf-8")
        size = ("-x", str(max(columns, 20)), "-y", str(max(lines, 5)))
        code, said = await self._ask(
            "-f", str(conf), "new-session", "-d", "-s", "proctor", "-n", WORK, *size,
            "-c", "/", *self._work_command(),
        )  # fmt: skip
        if code:
            raise EnvironmentFault(
                f"tmux did not start: {said.strip()}", hint="set PROCTOR_NO_TMUX=1 to work without it, and join again"
            )
        await self._tell(
            "new-window", "-d", "-n", EDITOR, "-t", "=proctor:", "-c", "/", *await self._editor_command(editor_file),
        )  # fmt: skip

    async def _revive(self, editor_file: str) -> None:
        _code, said = await self._ask("list-panes", "-s", "-t", "=proctor", "-F", "#{window_name} #{pane_dead}")
        for line in said.splitlines():
            window, _, dead = line.partition(" ")
            if dead == "1":
                command = self._work_command() if window == WORK else await self._editor_command(editor_file)
                await self._tell("respawn-pane", "-k", "-t", f"=proctor:{window}", *command)

    def _work_command(self) -> tuple[str, ...]:
        """The candidate's screen, started again whenever it ends: nobody can do so from inside the terminal."""
        screen = shlex.join([sys.executable, "-P", "-m", "proctor", "join", self._place.session, "--screen"])
        again = shlex.quote(f"{_RESET}{_AGAIN_WORDS}\\n")
        session = shlex.quote(self._place.session)
        return _in_sh(
            f"while [ -e {session} ]; do {screen}; sleep {_AGAIN_S}; printf {again}; done; exec tmux kill-server"
        )

    async def _editor_command(self, file: str) -> list[str]:
        return await self._place.editor.command(self._offered, file)

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
        if self._place.socket.exists():
            for client in await self._clients():
                await self._tell("display-message", "-c", client, "-d", str(_WARNING_MS), words)

    async def _decorate(self) -> None:
        """Write the clock into the status line; tmux counts by itself, so only a changed clock needs this."""
        if not self._place.socket.exists():
            return
        moment = Moment.now()
        text, interval_s = status_right(self._recorder.at(moment))
        await self._tell(
            "set-option", "-g", "status-right", text, ";", "set-option", "-g", "status-interval", interval_s
        )

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _clients(self) -> list[str]:
        """The candidate's own terminals; the client that takes the picture is none."""
        _code, said = await self._ask("list-clients", "-t", "=proctor", "-F", "#{client_control_mode} #{client_name}")
        return [line.partition(" ")[2] for line in said.splitlines() if line.startswith("0 ")]

    async def _alive(self) -> bool:
        return self._place.socket.exists() and (await self._ask("has-session", "-t", "=proctor"))[0] == 0

    def _command(self, *words: str) -> list[str]:
        return ["tmux", "-S", str(self._place.socket), *words]

    async def _tell(self, *words: str) -> None:
        await self._ask(*words)

    async def _ask(self, *words: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *self._command(*words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment or None,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode(errors="replace")


def _in_sh(script: str) -> tuple[str, ...]:
    """Run by the one shell that every system has; the candidate's own may have another grammar."""
    return "/bin/sh", "-c", script


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
