"""Which content is checked when: one run in flight, the newest save wins, and no save goes unchecked.

A newer save ends a visible run at once, except after `PATIENCE` such endings in a row: then the run may finish, so
that somebody who saves faster than the checks take still sees verdicts. Every verdict names the snapshot it is for.
Hidden checks use the time that nobody waits in; the rules are `session/turns.py`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from proctor.errors import RecordError
from proctor.host.hidden import HiddenChecks
from proctor.host.patience import happens
from proctor.host.subject import Subject
from proctor.host.visible import VisibleChecks
from proctor.session.turns import Turn, Turns

PATIENCE: Final = 2
_BREATH_S: Final = 0.4
"""Between visible verdicts and hidden checks: the engine gets ready for the next save, screens show the verdicts."""
_WARMING_S: Final = 60.0
_TRIES: Final = 2

Recall = Callable[[str], Awaitable[Subject]]


class Runs:
    """The queue in front of the engine; `recall` finds the content of an earlier commit."""

    def __init__(self, visible: VisibleChecks, hidden: HiddenChecks, recall: Recall) -> None:
        self._visible = visible
        self._hidden = hidden
        self._recall = recall
        self._turns = Turns()
        self._subject: Subject | None = None
        self._newer = asyncio.Event()
        self._changed = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self._finished = asyncio.Event()
        self._finished.set()
        self._cut_short = 0

    def want(self, subject: Subject) -> None:
        """Have this content checked; it takes the place of whatever waits or runs."""
        self._subject = subject
        self._turns = self._turns.saved(subject.commit)
        self._settled.clear()
        self._newer.set()
        self._wake()

    def owe(self, commit: str) -> None:
        """Have the hidden checks run on this commit, unless they have said what they can."""
        if self._hidden.awaits(commit):
            self._turns = self._turns.owing(commit)
            self._wake()

    async def settled(self) -> None:
        """Wait until no visible check runs or waits. Hidden ones are not waited for: nobody may time them."""
        await self._settled.wait()

    async def finished(self) -> None:
        """Wait until nothing runs or waits, hidden checks included, as long as they may take at the most."""
        each_s = _TRIES * self._hidden.suite.limits.run_s + _WARMING_S
        await happens(self._finished, (len(self._turns.owed) + 1) * each_s)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._changed.clear()
            turn = self._turns.next()
            if turn is None or turn.visibility == "hidden":
                self._settled.set()
            if turn is None:
                self._finished.set()
                await self._changed.wait()
            else:
                await self._take(turn)

    def _wake(self) -> None:
        self._finished.clear()
        self._changed.set()

    async def _take(self, turn: Turn) -> None:
        """Carry one turn out, unless a newer save comes while it may still be put off."""
        self._newer.clear()
        subject = self._subject
        hidden = turn.visibility == "hidden"
        settle_s = _BREATH_S if hidden else subject.settle_s if subject else 0.0
        if settle_s and await self._overtaken(settle_s):
            return
        owed = turn.commit in self._turns.owed
        self._turns = self._turns.begun(turn)
        if subject is None or subject.commit != turn.commit:
            try:
                subject = await self._recall(turn.commit)
            except RecordError as fault:
                print(f"hidden checks of {turn.commit} were not run: {fault}", file=sys.stderr)  # noqa: T201 the log
                self._turns = self._turns.ended(turn, whole=True)
                return
        work = self._hidden.run(subject, owed=owed) if hidden else self._visible.run(subject)
        whole = await self._unless_newer(work, patient=not hidden)
        self._turns = self._turns.ended(turn, whole=whole)

    async def _overtaken(self, within_s: float) -> bool:
        return await happens(self._newer, within_s)

    async def _unless_newer(self, work: Coroutine[Any, Any, None], *, patient: bool) -> bool:
        """Let `work` run to its end or to a newer save; whether it came to its end."""
        run = asyncio.create_task(work)
        newer = asyncio.create_task(self._newer.wait())
        try:
            await asyncio.wait({run, newer}, return_when=asyncio.FIRST_COMPLETED)
            cut_short = not run.done() and (not patient or self._cut_short < PATIENCE)
            if patient:
                self._cut_short = self._cut_short + 1 if cut_short else 0
            if cut_short:
                run.cancel()
            await asyncio.wait({run})
        finally:
            newer.cancel()
            if not run.done():
                run.cancel()
                await asyncio.wait({run})
        if run.cancelled():
            return False
        if (error := run.exception()) is not None:
            raise error
        return True
