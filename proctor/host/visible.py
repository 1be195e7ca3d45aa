"""One run of the visible checks: journaled as it goes, so that every screen sees each verdict when it exists."""

import asyncio
import secrets
from contextlib import aclosing

from proctor.checks.grading import new_seed
from proctor.checks.request import CheckFinished, Flagged, Ready, RunFinished
from proctor.checks.suite import Suite
from proctor.errors import ProctorError
from proctor.host.engine import Engine
from proctor.host.flags import Flags
from proctor.host.hidden import check_ended
from proctor.host.isolation import show_isolation
from proctor.host.recorder import Recorder
from proctor.host.subject import Subject
from proctor.session.events import RunEnded, RunStarted, SeedDrawn


class VisibleChecks:
    """Runs the visible checks on a content. Cancelling a run journals it as superseded."""

    def __init__(self, recorder: Recorder, engine: Engine, suite: Suite, flags: Flags) -> None:
        self._recorder = recorder
        self._engine = engine
        self._suite = suite
        self._flags = flags

    async def run(self, subject: Subject) -> None:
        """Run them once; a fault of ours is journaled with the run."""
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
        seed = new_seed()
        self._recorder.record_private(SeedDrawn(run=started.run, seed=seed))
        request = self._suite.request(started.run, subject.contents, seed, started.checks)
        fault = ""
        async with aclosing(self._engine.run(request)) as replies:
            async for reply in replies:
                if isinstance(reply, Ready):
                    show_isolation(self._recorder, reply)
                elif isinstance(reply, CheckFinished):
                    self._recorder.record(check_ended(reply, started))
                elif isinstance(reply, Flagged):
                    self._flags.note(reply, started)
                elif isinstance(reply, RunFinished):
                    fault = reply.fault
        return RunEnded(run=started.run, commit=subject.commit, fault=fault)

    def _order(self) -> tuple[str, ...]:
        """Fastest first, by what each took last time; those never run keep their place in front."""
        results = self._recorder.session.board.results
        return tuple(sorted(self._suite.ids, key=lambda check: results[check].ms if check in results else 0.0))
