"""What a change of phase brings about on disk. Each step can be done again: a host that died in between mends it."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from proctor.catalog.package import Exercise
from proctor.errors import RecordError
from proctor.host import tour
from proctor.host.recorder import Recorder
from proctor.host.terminal import Terminal
from proctor.host.workspace import Workspace
from proctor.record.history import History
from proctor.record.noise import LATE_EDITS
from proctor.record.restore import put_file, return_to
from proctor.record.seals import digest_of_seal, seal_now
from proctor.record.store import SessionFolder
from proctor.record.tree import TreeFile, shown
from proctor.record.walk import Walker
from proctor.session.events import LateEditsKept, RecordSealed
from proctor.session.phases import Phase
from proctor.session.state import Session


class Stages:
    """Carries out the entry of each phase; `owe` has the hidden checks run on a commit."""

    def __init__(  # noqa: PLR0913, PLR0917 the parts of a host that a change of phase touches
        self,
        folder: SessionFolder,
        recorder: Recorder,
        exercise: Exercise,
        workspace: Workspace,
        terminal: Terminal,
        owe: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._recorder = recorder
        self._exercise = exercise
        self._workspace = workspace
        self._terminal = terminal
        self._owe = owe

    async def catch_up(self) -> None:
        """Do what the present phase asks for and was not done yet; right after a move, and when a host starts."""
        session = self._recorder.session
        if session.phase is not Phase.LOBBY and session.finish_cause != "cancelled" and "start" not in session.tags:
            await self._lay_out(session)
        if session.phase in (Phase.FEEDBACK, Phase.REVISION, Phase.DONE) and session.submit_cause is not None:
            await self._freeze(session)
        if session.phase is Phase.REVISION and not session.put_back:
            await self._set_aside(session)
        if session.phase is Phase.DONE and session.newest is not None:
            await self._close(session)
        if session.phase is Phase.DONE and not session.seal:
            await self._seal()

    async def _lay_out(self, session: Session) -> None:
        tour.clear(self._workspace.root)
        for path, content in self._exercise.workspace(session.terms.level).items():
            await asyncio.to_thread(_write_new, self._workspace.root, path, content)
        taken = await self._workspace.observe("start")
        commit = taken.commit if taken else session.newest.commit if session.newest else ""
        await self._workspace.tag("start", commit)
        await self._terminal.edit(session.terms.entry)

    async def _freeze(self, session: Session) -> None:
        commit = session.tags.get("submitted") or (session.newest.commit if session.newest else "")
        await self._workspace.tag("submitted", commit)
        self._owe(commit)
        if session.feedback is not None:
            await self._workspace.tag("feedback", commit)

    async def _set_aside(self, session: Session) -> None:
        """Back to what was submitted; files that differ are moved into a folder beside it, so nothing is lost."""
        submitted = await asyncio.to_thread(History(self._folder.record).tree, session.tags["submitted"])
        current = await asyncio.to_thread(Walker(self._workspace.root, (session.terms.entry,)).walk)
        kept = await asyncio.to_thread(return_to, self._workspace.root, submitted, current)
        self._workspace.forget_late()
        self._recorder.record(LateEditsKept(paths=tuple(shown(path) for path in kept), folder=LATE_EDITS))

    async def _close(self, session: Session) -> None:
        commit = session.tags.get("final") or (session.newest.commit if session.newest else "")
        await self._workspace.tag("final", commit)
        self._owe(commit)

    async def _seal(self) -> None:
        """Seal the record and tell both people; where that fails, the host tries again as it ends."""
        try:
            seal = await asyncio.to_thread(seal_now, self._folder, "finished")
        except RecordError as fault:
            print(f"the record was not sealed: {fault}", file=sys.stderr)  # noqa: T201 the log
            return
        self._recorder.record(RecordSealed(number=seal.number, digest=digest_of_seal(seal)))


def _write_new(workspace: Path, path: str, content: bytes) -> None:
    """Starter files never overwrite what is there already (a host that died while laying out continues)."""
    if not (workspace / path).exists():
        put_file(workspace, path, TreeFile.of(content))
