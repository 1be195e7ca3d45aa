"""Looking at the workspace and committing what is new: one content state, one snapshot, one event.

In LOBBY and DONE nothing is snapshotted. In FEEDBACK the work is frozen: what is saved then goes to a ref of its own,
is journaled as late, and never counts.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from proctor.errors import RecordError
from proctor.host.recorder import Moment, Recorder
from proctor.record.commit_stream import Facts
from proctor.record.repository import LATE, WORK
from proctor.record.snapshots import Snapshot, Snapshots
from proctor.record.tree import Tree, shown
from proctor.record.walk import Walker
from proctor.session.events import SnapshotTagged, SnapshotTaken, WatchLost
from proctor.session.phases import Phase
from proctor.session.python_source import NO_SOURCE, parsed
from proctor.session.state import Session

_SHOWN_PATHS: Final = 50

Noticed = Callable[[SnapshotTaken, Tree], None]


class Workspace:
    """Observes one workspace, recorded in `record`; calls `noticed` for every snapshot of the work."""

    def __init__(self, root: Path, record: Path, recorder: Recorder, noticed: Noticed) -> None:
        self.root = root
        self._record = record
        self._recorder = recorder
        self._opened: asyncio.Future[Snapshots] = asyncio.get_running_loop().create_future()
        self._noticed = noticed
        self._walker = Walker(root, (recorder.session.terms.entry,))
        self._looking = asyncio.Lock()
        self._last: dict[str, str] = {}
        self.half_saved = False
        self.fault: RecordError | None = None
        """Why nothing could be seen at the last look: then the work stays what it was, and the session goes on."""
        self.tree = Tree({})
        """What counts as the work: the content of the newest snapshot."""

    async def open(self) -> None:
        """Take up the work where an earlier host left it. Looks wait for this; git is loaded here and not before."""
        self._opened.set_result(await asyncio.to_thread(self._recall))

    def _recall(self) -> Snapshots:
        snapshots = Snapshots.open(self._record, author=self._recorder.session.terms.candidate)
        self.tree = snapshots.head_tree()
        for ref in (WORK, LATE):
            if snapshots.head(ref) is not None:
                self._last[ref] = snapshots.head_tree(ref).digest
        # A file that cannot be read right now keeps the content it had, also across hosts.
        self._walker = Walker(self.root, (self._recorder.session.terms.entry,), known=self.tree)
        return snapshots

    def close(self) -> None:
        """Let the record go."""
        if self._opened.done():
            self._opened.result().close()

    async def observe(
        self, trigger: str = "save", *, thorough: bool = False, settled: bool = True
    ) -> SnapshotTaken | None:
        """Look once; a new content state is committed and journaled. Returns its event, None when nothing is new.

        With `settled=False` a file that has just become empty is taken for half a save (editors truncate, then
        write): nothing is committed and `half_saved` says so; look again after a quiet moment.
        """
        snapshots = await self._opened
        async with self._looking:
            ref = _ref(self._recorder.session.phase)
            if not ref:
                return None
            tree = await self._walk(thorough=thorough)
            if tree is None:
                return None
            known = self._last.get(ref) or self._last.get(WORK)
            self.half_saved = not settled and _emptied(self.tree, tree)
            if tree.digest == known or self.half_saved:
                return None
            return await self._commit(snapshots, tree, ref, trigger)

    async def _walk(self, *, thorough: bool) -> Tree | None:
        """What lies in the workspace; None, once journaled, while the folder is gone."""
        try:
            tree = await asyncio.to_thread(self._walker.walk, thorough=thorough)
        except RecordError as fault:
            if self.fault is None:
                self._recorder.record(WatchLost(why=str(fault)))
            self.fault = fault
            return None
        self.fault = None
        return tree

    async def tag(self, name: str, commit: str) -> None:
        """Give a snapshot one of its names, once."""
        snapshots = await self._opened
        if commit and name not in self._recorder.session.tags:
            await asyncio.to_thread(snapshots.tag, name, commit)
            self._recorder.record(SnapshotTagged(tag=name, commit=commit))

    def forget_late(self) -> None:
        """The workspace was put back: late edits are no longer what it holds."""
        self._last.pop(LATE, None)

    async def _commit(self, snapshots: Snapshots, tree: Tree, ref: str, trigger: str) -> SnapshotTaken | None:
        moment = Moment.now()
        session = self._recorder.at(moment)
        taken = await asyncio.to_thread(snapshots.take, tree, _facts(session, moment), ref=ref)
        self._last[ref] = tree.digest
        if taken is None:
            return None
        late = ref == LATE
        event = _event(taken, tree, trigger, late=late)
        self._recorder.record(event)
        if not late:
            self.tree = tree
            self._noticed(event, tree)
        return event


def parses(content: bytes | None) -> bool:
    """Whether a Python file is whole: not empty and syntactically complete (half a save is neither)."""
    if not content or not content.strip():
        return False
    try:
        parsed(content)
    except NO_SOURCE:
        return False
    return True


def _facts(session: Session, moment: Moment) -> Facts:
    used_s = session.clock.used_at_s(session.t_s) if session.clock else 0.0
    at = datetime.fromisoformat(moment.at_utc)
    return Facts(at=at, phase=str(session.phase), clock_s=used_s, seq=session.seq + 1)


def _ref(phase: Phase) -> str:
    if phase in (Phase.WORK, Phase.REVISION):
        return WORK
    return LATE if phase is Phase.FEEDBACK else ""


def _emptied(before: Tree, now: Tree) -> bool:
    return any(
        not file.content and path in before.files and before.files[path].content for path, file in now.files.items()
    )


def _event(taken: Snapshot, tree: Tree, trigger: str, *, late: bool) -> SnapshotTaken:
    paths = [shown(change.path) for change in taken.changes]
    return SnapshotTaken(
        commit=taken.commit,
        tree=taken.tree,
        paths=tuple(paths[:_SHOWN_PATHS]),
        added=sum(change.added or 0 for change in taken.changes),
        deleted=sum(change.deleted or 0 for change in taken.changes),
        trigger=trigger,
        late=late,
        left_out=tuple(f"{shown(left.path)}: {left.reason}" for left in tree.left_out[:_SHOWN_PATHS]),
    )
