"""Hidden checks during a session: only where candidate code is confined, and for the private journal only."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from proctor.checks.figures import kept
from proctor.checks.grading import CarryOut, grade, new_seed
from proctor.checks.request import CheckFinished, Ready, Reply, RunRequest
from proctor.checks.suite import Suite
from proctor.errors import EnvironmentFault, ProctorError
from proctor.host.engine import Engine
from proctor.host.flags import Flags
from proctor.host.recorder import Recorder
from proctor.host.subject import Subject
from proctor.session.agreement import HIDDEN_FROM_LEVEL
from proctor.session.answers import answered, decided
from proctor.session.events import CheckEnded, RunEnded, RunStarted, SeedDrawn
from proctor.session.verdicts import Verdict

DEFERRED: Final = "Hidden checks run later, from the record, where candidate code is confined."


class NotConfined(EnvironmentFault):
    """The engine does not keep candidate code well enough apart for hidden checks."""


def confined(carry_out: CarryOut) -> CarryOut:
    """The same, but a run ends with NotConfined before it begins where the engine proves too low a level for it."""

    async def carried_out(request: RunRequest) -> AsyncGenerator[Reply, None]:
        async with aclosing(carry_out(request)) as replies:
            async for reply in replies:
                if isinstance(reply, Ready):
                    refuse_below(reply)
                yield reply

    return carried_out


def refuse_below(ready: Ready) -> None:
    """Raise NotConfined where hidden checks must not run."""
    if ready.isolation < HIDDEN_FROM_LEVEL:
        raise NotConfined(
            f"hidden checks need isolation level {HIDDEN_FROM_LEVEL}, and this is {ready.isolation}: "
            f"{ready.isolation_note}",
            hint="what is missing on this machine: proctor doctor",
        )


class HiddenChecks:
    """Runs the hidden checks on a content, or says in the private journal that they are deferred."""

    def __init__(self, recorder: Recorder, engine: Engine, suite: Suite, flags: Flags) -> None:
        self._recorder = recorder
        self._engine = engine
        self._flags = flags
        self.suite = suite

    def awaits(self, commit: str) -> bool:
        """Whether the hidden checks have yet to say something about this commit."""
        return bool(commit) and not answered(self._recorder.hidden.on_commit(commit), self.suite.ids)

    async def run(self, subject: Subject, *, owed: bool) -> None:
        """Run them; what nobody is owed runs only where it may and where it says anything new."""
        if not self.suite.ids or not (self.awaits(subject.commit) if owed else self._worthwhile(subject)):
            return
        try:
            # Asked before the checks travel: an engine that cannot confine never gets to see them.
            refuse_below(await self._engine.ready())
            await self._carried_out(subject)
        except EnvironmentFault:
            if owed:
                self._defer(subject)

    def _worthwhile(self, subject: Subject) -> bool:
        shown = self._recorder.session.isolation
        known = decided(self._recorder.hidden.on_tree(subject.tree), self.suite.ids)
        return shown is not None and shown.level >= HIDDEN_FROM_LEVEL and not known

    async def _carried_out(self, subject: Subject) -> None:
        run, seed = secrets.token_hex(6), new_seed()
        started = RunStarted(
            run=run, commit=subject.commit, tree=subject.tree, checks=self.suite.ids, visibility="hidden"
        )
        self._recorder.record_private(started)
        self._recorder.record_private(SeedDrawn(run=run, seed=seed))
        ended = RunEnded(run=run, commit=subject.commit, superseded=True)
        try:
            graded = await grade(confined(self._engine.once), self.suite, subject.contents, seed=seed)
            for outcome in graded.outcomes.values():
                self._recorder.record_private(check_ended(outcome, started))
            for flagged in graded.flags:
                self._flags.note(flagged, started)
            ended = RunEnded(run=run, commit=subject.commit, fault=graded.fault, ms=graded.ms)
        except ProctorError as error:
            ended = RunEnded(run=run, commit=subject.commit, fault=str(error))
            raise
        finally:
            self._recorder.record_private(ended)

    def _defer(self, subject: Subject) -> None:
        for check in self.suite.ids:
            self._recorder.record_private(
                CheckEnded(
                    run="",
                    commit=subject.commit,
                    tree=subject.tree,
                    check=check,
                    verdict=Verdict.DEFERRED,
                    message=DEFERRED,
                )
            )


def check_ended(outcome: CheckFinished, started: RunStarted, *, later: bool = False) -> CheckEnded:
    """An outcome as the event of the run that brought it."""
    return CheckEnded(
        run=started.run,
        commit=started.commit,
        tree=started.tree,
        check=outcome.check,
        verdict=outcome.verdict,
        message=outcome.message,
        output=outcome.output,
        ms=outcome.ms,
        evidence=outcome.evidence,
        figures=kept(outcome.figures),
        later=later,
    )
