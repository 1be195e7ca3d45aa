"""Which content is checked when: one run in flight, the newest save wins, and no save goes unchecked.

A newer save ends a run at once, except after `PATIENCE` such endings in a row: then the run may finish, so that
somebody who saves faster than the checks take still sees verdicts. Every verdict names the snapshot it is for.
"""

import asyncio
import secrets
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from proctor.checks.request import CheckFinished, Limits, Ready, RunFinished, RunRequest
from proctor.errors import ProctorError
from proctor.host.engine import Engine
from proctor.host.isolation import show_isolation
from proctor.host.recorder import Recorder
from proctor.session.events import CheckEnded, RunEnded, RunStarted, SeedDrawn

PATIENCE: Final = 2
_SEED_BITS: Final = 31


@dataclass(frozen=True, slots=True)
class Subject:
    """A content state to check; `settle_s`: wait so long for a newer one first (it may be half a save)."""

    commit: str
    tree: str
    contents: dict[str, bytes]
    settle_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Suite:
    """The visible checks of the session's exercise and level."""

    entry: str
    level: str
    files: dict[str, bytes]
    ids: tuple[str, ...]
    limits: Limits


class Runs:
    """The queue of length one in front of the engine."""

    def __init__(self, recorder: Recorder, engine: Engine, suite: Suite) -> None:
        self._recorder = recorder
        self._engine = engine
        self._suite = suite
        self._next: Subject | None = None
        self._newer = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._cut_short = 0

    def want(self, subject: Subject) -> None:
        """Have this content checked; it takes the place of whatever waits or runs."""
        self._next = subject
        self._idle.clear()
        self._newer.set()

    async def settled(self) -> None:
        """Wait until nothing runs and nothing waits."""
        await self._idle.wait()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._newer.wait()
            self._newer.clear()
            subject, self._next = self._next, None
            if subject is None:
                self._idle.set()
                continue
            if subject.settle_s and await self._overtaken(subject.settle_s):
                continue
            await self._check_unless_newer(subject)
            if self._next is None:
                self._idle.set()

    async def _overtaken(self, within_s: float) -> bool:
        try:
            await asyncio.wait_for(self._newer.wait(), within_s)
        except TimeoutError:
            return False
        return True

    async def _check_unless_newer(self, subject: Subject) -> None:
        check = asyncio.create_task(self._check(subject))
        newer = asyncio.create_task(self._newer.wait())
        try:
            await asyncio.wait({check, newer}, return_when=asyncio.FIRST_COMPLETED)
            cut_short = not check.done() and (self._next is None or self._cut_short < PATIENCE)
            self._cut_short = self._cut_short + 1 if cut_short else 0
            if cut_short:
                check.cancel()
            await asyncio.wait({check})
        finally:
            newer.cancel()
            if not check.done():
                check.cancel()
                await asyncio.wait({check})
        if not check.cancelled() and (error := check.exception()) is not None:
            raise error

    async def _check(self, subject: Subject) -> None:
        run = secrets.token_hex(6)
        started = RunStarted(run=run, commit=subject.commit, tree=subject.tree, checks=self._order())
        self._recorder.record(started)
        begun_s = asyncio.get_running_loop().time()
        ended = RunEnded(run=run, commit=subject.commit, superseded=True)
        try:
            ended = await self._verdicts(subject, started)
        except ProctorError as error:
            ended = RunEnded(run=run, commit=subject.commit, fault=str(error))
        finally:
            ms = (asyncio.get_running_loop().time() - begun_s) * 1000
            self._recorder.record(
                RunEnded(run=run, commit=ended.commit, superseded=ended.superseded, fault=ended.fault, ms=ms)
            )

    async def _verdicts(self, subject: Subject, started: RunStarted) -> RunEnded:
        seed = secrets.randbits(_SEED_BITS)
        self._recorder.record_private(SeedDrawn(run=started.run, seed=seed))
        request = RunRequest(
            run=started.run,
            entry=self._suite.entry,
            level=self._suite.level,
            visibility="visible",
            tree=subject.contents,
            checks=self._suite.files,
            select=list(started.checks),
            seed=seed,
            limits=self._suite.limits,
        )
        fault = ""
        async with aclosing(self._engine.run(request)) as replies:
            async for reply in replies:
                if isinstance(reply, Ready):
                    show_isolation(self._recorder, reply)
                elif isinstance(reply, CheckFinished):
                    self._recorder.record(_ended(reply, started))
                elif isinstance(reply, RunFinished):
                    fault = reply.fault
        return RunEnded(run=started.run, commit=subject.commit, fault=fault)

    def _order(self) -> tuple[str, ...]:
        """Fastest first, by what each took last time; those never run keep their place in front."""
        results = self._recorder.session.board.results
        return tuple(sorted(self._suite.ids, key=lambda check: results[check].ms if check in results else 0.0))


def _ended(reply: CheckFinished, started: RunStarted) -> CheckEnded:
    return CheckEnded(
        run=started.run,
        commit=started.commit,
        tree=started.tree,
        check=reply.check,
        verdict=reply.verdict,
        message=reply.message,
        output=reply.output,
        ms=reply.ms,
        evidence=reply.evidence,
    )
