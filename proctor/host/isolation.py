"""How well candidate code is kept apart, as the engine really provides it, in the journal for both people to see."""

import asyncio
from contextlib import suppress
from typing import Final

from proctor.checks.request import Ready
from proctor.errors import EnvironmentFault
from proctor.host.engine import Engine
from proctor.host.patience import happens
from proctor.host.recorder import Recorder
from proctor.host.shell.isolation import shell_isolation
from proctor.session.events import ClientJoined, Event, IsolationShown, ShellShown
from proctor.session.phases import Phase

KNOWN_WITHIN_S: Final = 6.0
"""A session can begin without: an engine that does not start must not keep anybody from working."""

_SCREEN_FIRST_S: Final = 1.5


class Isolation:
    """Has an engine prove what it provides, as soon as somebody wants to begin, or else after the first screen."""

    def __init__(self, recorder: Recorder, engine: Engine) -> None:
        self._recorder = recorder
        self._engine = engine
        self._wanted = asyncio.Event()
        self._known = asyncio.Event()
        recorder.listen(self._notice)

    async def prove(self) -> None:
        """Warm the engine before anybody needs it, and show what it proves. Its fault is shown by the first run.

        Warming takes all cores for seconds: a screen that is just being opened comes first.
        """
        if self._recorder.session.phase is Phase.LOBBY:
            await happens(self._wanted, _SCREEN_FIRST_S)
        with suppress(EnvironmentFault):
            show_isolation(self._recorder, await self._engine.ready())

    async def known(self, most_s: float = KNOWN_WITHIN_S) -> None:
        """Wait until the level is in the journal, or so long: both people should see it before the clock starts."""
        self._wanted.set()
        if self._recorder.session.isolation is None:
            await happens(self._known, most_s)

    def _notice(self, _envelope: object, event: Event, _text: bytes) -> None:
        if event.kind == ClientJoined.kind:
            self._wanted.set()
        elif event.kind == IsolationShown.kind:
            self._known.set()


async def show_shell(recorder: Recorder) -> None:
    """Find out what editor and shell get here, and record it, if that is news."""
    found = await asyncio.to_thread(shell_isolation)
    shown = recorder.session.shell
    if not recorder.closed and (shown is None or (shown.level, shown.note) != found):
        recorder.record(ShellShown(level=found.level, note=found.note))


def show_isolation(recorder: Recorder, ready: Ready) -> None:
    """Record what the engine provides, if that is news."""
    shown = recorder.session.isolation
    if shown is None or (shown.level, shown.note) != (ready.isolation, ready.isolation_note):
        recorder.record(IsolationShown(level=ready.isolation, note=ready.isolation_note))
