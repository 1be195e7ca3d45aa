"""How well candidate code is kept apart, as the engine really provides it, in the journal for both people to see."""

import asyncio
from contextlib import suppress
from typing import Final

from proctor.checks.request import Ready
from proctor.host.recorder import Recorder
from proctor.host.shell.isolation import shell_isolation
from proctor.session.events import IsolationShown, ShellShown

KNOWN_WITHIN_S: Final = 6.0
"""A session can begin without: an engine that does not start must not keep anybody from working."""


async def isolation_known(recorder: Recorder, most_s: float = KNOWN_WITHIN_S) -> None:
    """Wait until the level is in the journal, or so long: both people should see it before the clock starts."""
    if recorder.session.isolation is not None:
        return
    known = asyncio.Event()
    recorder.listen(lambda _envelope, event, _text: known.set() if event.kind == IsolationShown.kind else None)
    with suppress(TimeoutError):
        await asyncio.wait_for(known.wait(), most_s)


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
