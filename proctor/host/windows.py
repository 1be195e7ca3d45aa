"""The two windows of the candidate's terminal, and how each is started, again and again.

A window whose program ended gets a new window in its place, never a new program in the old one: tmux (seen in 3.3)
crashes when output of the old program is still on its way to a control client then, and everything inside is lost.
"""

import shlex
import sys
from collections.abc import Mapping
from typing import Final

from proctor.errors import EnvironmentFault
from proctor.host.shell.window import EditorWindow
from proctor.host.tmux import Tmux

WORK: Final = "Work"
EDITOR: Final = "Editor"
_INDEX: Final = {WORK: 0, EDITOR: 1}
_AGAIN_WORDS: Final = "The screen ended and starts again. Your session and your editor go on."
_AGAIN_S: Final = 2
_RESET: Final = r"\033c"
"""Undoes what a killed program left switched on in its window."""

_DEAD: Final = "#{pane_dead}"
_IS_EDITOR: Final = f"#{{==:#{{window_name}},{EDITOR}}}"


class Windows:
    """Starts the windows of a session's terminal; `offered` is the candidate's own environment."""

    def __init__(self, tmux: Tmux, session: str, editor: EditorWindow) -> None:
        self._tmux = tmux
        self._session = session
        self._editor = editor
        self.offered: Mapping[str, str] = {}

    async def start(self, configuration: str, size: tuple[str, ...], editor_file: str) -> None:
        """Start the server with both windows; raises EnvironmentFault if it does not start."""
        code, said = await self._tmux.ask(
            "-f", configuration, "new-session", "-d", "-s", "proctor", "-n", WORK, *size, "-c", "/", *self._work(),
        )  # fmt: skip
        if code:
            raise EnvironmentFault(
                f"tmux did not start: {said.strip()}", hint="set PROCTOR_NO_TMUX=1 to work without it, and join again"
            )
        await self.edit(editor_file)
        await self.watch_over()

    async def edit(self, file: str) -> None:
        """Start the editor's window afresh on a file, the same way it is in front or not."""
        await self._tmux.tell(*_anew(EDITOR, await self._editor.command(self.offered, file)))

    async def watch_over(self) -> None:
        """Have tmux start a window again as soon as it learns that its program ended."""
        again = [shlex.join(_anew(window, self._command(window))) for window in (EDITOR, WORK)]
        await self._tmux.tell("set-hook", "-g", "pane-died", shlex.join(["if-shell", "-F", _IS_EDITOR, *again]))

    async def revive(self, editor_file: str) -> None:
        """Start dead windows again, the editor's on a file."""
        for window in await self._dead():
            if window == EDITOR:
                await self.edit(editor_file)
            else:
                await self._again(window)

    async def mend(self) -> bool:
        """Start dead windows again as they were; returns whether there were any.

        Now and then tmux does not learn of an end: the library that notes logins takes the signal away from it.
        """
        dead = await self._dead()
        for window in dead:
            await self._again(window)
        return bool(dead)

    async def _again(self, window: str) -> None:
        # The server looks once more, since it may have learnt of the end in the meantime.
        await self._tmux.tell(
            "if-shell", "-F", "-t", f"=proctor:{window}", _DEAD, shlex.join(_anew(window, self._command(window)))
        )

    async def _dead(self) -> list[str]:
        shown = f"{_DEAD} #{{window_name}}"
        _code, said = await self._tmux.ask("list-panes", "-s", "-t", "=proctor", "-F", shown)
        return [line[2:] for line in said.splitlines() if line.startswith("1 ") and line[2:] in _INDEX]

    def _command(self, window: str) -> list[str]:
        return self._work() if window == WORK else self._editor.again

    def _work(self) -> list[str]:
        """The candidate's screen, started again whenever it ends: nobody can do so from inside the terminal."""
        screen = shlex.join([sys.executable, "-P", "-m", "proctor", "join", self._session, "--screen"])
        again = shlex.quote(f"{_RESET}{_AGAIN_WORDS}\\n")
        session = shlex.quote(self._session)
        return _in_sh(
            f"while [ -e {session} ]; do {screen}; sleep {_AGAIN_S}; printf {again}; done; exec tmux kill-server"
        )


def _anew(window: str, command: list[str]) -> list[str]:
    """A new window in the place of the one that is there; in front exactly if that one was."""
    return ["new-window", "-k", "-d", "-n", window, "-t", f"=proctor:{_INDEX[window]}", "-c", "/", *command]


def _in_sh(script: str) -> list[str]:
    """Run by the one shell that every system has; the candidate's own may have another grammar."""
    return ["/bin/sh", "-c", script]
