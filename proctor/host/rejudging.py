"""Judging a finished session again from its record: every content that was ever saved, oldest first.

What was put off during the session gets its verdicts here, and what a newer save cut short. They stand in the journals
as judged later; hidden ones in the private journal only.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Final

from proctor.catalog.bundle import stems_from
from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Visibility
from proctor.checks.grading import Graded, grade, new_seed
from proctor.checks.request import Ready
from proctor.checks.suite import Suite
from proctor.errors import PackageError, UsageError
from proctor.host.engine import Engine
from proctor.host.flags import Flags
from proctor.host.hidden import check_ended, confined, refuse_below
from proctor.host.recorder import Recorder
from proctor.host.suites import suite_of
from proctor.link.launch import answers
from proctor.link.places import places_of
from proctor.record.history import History, Saved
from proctor.record.reading import read
from proctor.record.store import SessionFolder
from proctor.session.answers import Answers, answers_in, decided
from proctor.session.events import RunEnded, RunStarted, SeedDrawn
from proctor.session.fold import replay
from proctor.session.phases import Phase
from proctor.session.terms import Terms

_FAREWELL_S: Final = 15.0
_POLL_S: Final = 0.1

Progress = Callable[[int, int], None]
"""Told how many contents were judged, and how many there are to judge."""


def open_finished(folder: SessionFolder) -> Recorder:
    """The journals of a session that is over, for writing; its caller closes them.

    Raises: UsageError if it is not over or its host does not leave; RecordError if the journals cannot be written.
    """
    if replay(read(folder.events).envelopes).phase is not Phase.DONE:
        raise UsageError(
            f"session {folder.id} is not over: its record is judged afterwards",
            hint=f"its newest save, now: proctor check {folder.id}",
        )
    deadline_s = time.monotonic() + _FAREWELL_S
    while answers(places_of(folder.path).socket("candidate")):
        if time.monotonic() > deadline_s:
            raise UsageError(
                f"the host of session {folder.id} is still running",
                hint="close the screens of this session, then say it again",
            )
        time.sleep(_POLL_S)
    return Recorder.open(folder)


def exercise_as_used(folder: SessionFolder, terms: Terms, words: str = "") -> Exercise:
    """The exercise that a session used; `words` name the whole package where the session had its candidate part only.

    Raises: PackageError if it is not exactly the one that was used.
    """
    named = find(words) if words else Exercise.load(folder.exercise, name=terms.exercise)
    # What a candidate part says of itself counts for nothing here: it may have been made easier where it was used.
    if not stems_from(named, terms.exercise_digest):
        raise PackageError(
            f"{named.root} is not the exercise that session {folder.id} used",
            hint="bring that version of the package, and name it with --exercise",
        )
    return named.in_framework(terms.framework)


class Rejudging:
    """Judges the contents of one record with the checks of one visibility."""

    def __init__(self, folder: SessionFolder, recorder: Recorder, engine: Engine, *, again: bool = False) -> None:
        self._history = History(folder.record)
        self._recorder = recorder
        self._engine = engine
        self._again = again
        self._flags = Flags(recorder)
        self.saved = self._history.snapshots()

    async def judge(self, exercise: Exercise, visibility: Visibility, progress: Progress) -> Ready | None:
        """Judge what is undecided (or all, if it shall be done again); the isolation it was done under.

        Raises: NotConfined where hidden checks must not run; EnvironmentFault without an engine.
        """
        suite = suite_of(exercise, self._recorder.session.terms.level, visibility)
        due = self._due(suite)
        if not due:
            return None
        ready = await self._engine.ready()
        if visibility == "hidden":
            refuse_below(ready)
        for count, saved in enumerate(due):
            progress(count, len(due))
            await self._one(saved, suite)
        progress(len(due), len(due))
        return ready

    def said(self, visibility: Visibility) -> Answers:
        """What the journals hold now."""
        return self._recorder.hidden if visibility == "hidden" else answers_in(self._recorder.history)

    def _due(self, suite: Suite) -> list[Saved]:
        """The first snapshot of every content that is to be judged."""
        if not suite.ids:
            return []
        said = self.said(suite.visibility)
        contents: dict[str, Saved] = {}
        for saved in self.saved:
            contents.setdefault(saved.tree, saved)
        return [one for one in contents.values() if self._again or not decided(said.on_tree(one.tree), suite.ids)]

    async def _one(self, saved: Saved, suite: Suite) -> None:
        tree = await asyncio.to_thread(self._history.tree, saved.commit)
        seed = new_seed()
        carry_out = confined(self._engine.once) if suite.visibility == "hidden" else self._engine.once
        graded = await grade(carry_out, suite, tree.contents(), seed=seed)
        self._keep(saved, suite, graded, seed)

    def _keep(self, saved: Saved, suite: Suite, graded: Graded, seed: int) -> None:
        """The last event of a run is durable and takes the others along."""
        run = RunStarted(run=secrets.token_hex(6), commit=saved.commit, tree=saved.tree, checks=suite.ids)
        write = self._recorder.record_private if suite.visibility == "hidden" else self._recorder.record
        self._recorder.record_private(SeedDrawn(run=run.run, seed=seed))
        for outcome in graded.outcomes.values():
            write(check_ended(outcome, run, later=True))
        for flagged in graded.flags:
            self._flags.note(flagged, run)
        write(RunEnded(run=run.run, commit=saved.commit, fault=graded.fault, ms=graded.ms))
