"""One session's host: its parts put together, started in order, and ended when nobody needs it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from proctor import __version__
from proctor.catalog.library import folders as exercise_folders
from proctor.catalog.package import Exercise
from proctor.errors import RecordError
from proctor.host.acts import Acts
from proctor.host.clockwork import Clockwork, Heartbeat, credit, downtime_s
from proctor.host.doors import Doors
from proctor.host.engine import Engine
from proctor.host.environments import place_of
from proctor.host.errands import Errands
from proctor.host.flags import Flags
from proctor.host.hidden import HiddenChecks
from proctor.host.isolation import Isolation, show_shell
from proctor.host.lifetime import Lifetime
from proctor.host.picture import Picture
from proctor.host.prompts import Prompts
from proctor.host.recorder import Recorder
from proctor.host.rehearsal import Rehearsal
from proctor.host.runs import Runs
from proctor.host.shell.owner import shell_uid
from proctor.host.shell.window import EditorWindow
from proctor.host.stages import Stages
from proctor.host.subject import Subject
from proctor.host.suites import suite_of
from proctor.host.terminal import Place, Terminal
from proctor.host.told import Telling
from proctor.host.viewing import Viewing
from proctor.host.visible import VisibleChecks
from proctor.host.watch import QUIET_S, Watch
from proctor.host.workspace import Workspace, parses
from proctor.link.machine import boot_id
from proctor.link.places import Places, fresh_places
from proctor.record.history import History
from proctor.record.notes import write_notes
from proctor.record.seals import seal_now
from proctor.record.store import SessionFolder
from proctor.record.tree import Tree
from proctor.session.events import HostStarted, HostStopped, SnapshotTaken, WatchLost
from proctor.session.phases import Phase
from proctor.session.terms import Terms

SWITCH_KEY: Final = os.environ.get("PROCTOR_SWITCH_KEY") or "F12"


class Host:
    """Owns the session in `folder` until it ends; raises RecordError if another host does."""

    def __init__(self, folder: SessionFolder) -> None:
        self._folder = folder
        self._places = fresh_places(folder.path)
        self._recorder = Recorder.open(folder)
        terms = self._recorder.session.terms
        self._exercise = Exercise.load(folder.exercise).in_framework(terms.framework)
        guarded = (folder.path, self._places.socket("interviewer").parent, *exercise_folders())
        self._engine = Engine(
            self._places.engine,
            shared=self._places.shared_engine,
            guarded=guarded,
            framework=lambda: place_of(self._exercise),
        )
        self._runs = self._queue(terms.level)
        self._workspace = Workspace(folder.workspace, folder.record, self._recorder, self._noticed)
        self._window = _window(folder, self._places, terms)
        self._terminal = Terminal(self._recorder, Place(self._places.tmux, str(folder.path), SWITCH_KEY, self._window))
        self._stages = Stages(folder, self._recorder, self._exercise, self._workspace, self._terminal, self._runs.owe)
        self._rehearsal = Rehearsal(self._recorder, self._engine, folder.workspace)
        prompts = Prompts(self._exercise, self._recorder)
        viewing = Viewing(folder, self._recorder, self._workspace, prompts)
        errands = Errands(
            folder, self._recorder, self._exercise, self._workspace, self._runs, self._terminal, self._window, viewing
        )
        self._isolation = Isolation(self._recorder, self._engine)
        self._acts = Acts(
            self._recorder, self._exercise, self._workspace, self._stages, errands, prompts, self._isolation.known
        )
        self._picture = Picture(self._recorder, self._terminal, folder.path / "screen")
        self._doors = Doors(self._recorder, Telling(self._recorder, lambda: self._picture.now), self._acts.perform)
        self._picture.listen(self._doors.show)
        self._clockwork = Clockwork(self._recorder, _heartbeat(folder), self._time_up)
        self._lifetime = Lifetime(self._recorder, self._doors, self._runs, self._terminal)

    def _queue(self, level: str) -> Runs:
        flags = Flags(self._recorder)
        return Runs(
            VisibleChecks(self._recorder, self._engine, suite_of(self._exercise, level, "visible"), flags),
            HiddenChecks(self._recorder, self._engine, suite_of(self._exercise, level, "hidden"), flags),
            self._recall,
        )

    async def _recall(self, commit: str) -> Subject:
        """The content of an earlier commit, from the record."""
        history = History(self._folder.record)
        saved, tree = await asyncio.to_thread(lambda: (history.snapshot(commit), history.tree(commit)))
        return Subject(commit, saved.tree, tree.contents())

    async def run(self) -> None:
        """Serve the session until its lifetime is over or the process is told to stop."""
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        self._take_over()
        await self._acts.turn.acquire()
        await self._doors.open("interviewer", self._places.socket("interviewer"))
        await self._doors.open(
            "candidate", self._places.socket("candidate"), shell_uid(self._recorder.session.terms.session)
        )
        self._places.announce(self._folder.path)
        work: list[asyncio.Task[Any]] = [
            asyncio.create_task(part)
            for part in (
                self._begin(),
                self._clockwork.run(),
                self._runs.run(),
                self._picture.run(),
                self._lifetime.over(),
                stopped.wait(),
            )
        ]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            await _failures(done)
        finally:
            await self._end(work)

    def _take_over(self) -> None:
        """Say that the session has a host again, and give back what its absence took."""
        session = self._recorder.session
        first = session.seq == 1
        lost_s = (
            0.0
            if first or _left_on_purpose(self._recorder)
            else downtime_s(session, Heartbeat.read(_heartbeat(self._folder)))
        )
        self._recorder.record(HostStarted(boot_id=boot_id(), pid=os.getpid(), version=__version__, downtime_s=lost_s))
        credit(self._recorder, lost_s, "no host was running")

    async def _begin(self) -> None:
        """Recover the work and mend what an earlier host left half done, before anybody acts; then follow it."""
        try:
            await self._workspace.open()
            await self._stages.catch_up()
        finally:
            self._acts.turn.release()
        if self._recorder.session.phase is not Phase.DONE:
            await asyncio.gather(self._isolation.prove(), show_shell(self._recorder), self._follow())
        await asyncio.Event().wait()

    async def _follow(self) -> None:
        watch = Watch(self._folder.workspace, asyncio.get_running_loop())
        why = watch.start()
        if why:
            self._recorder.record(WatchLost(why=why))
        try:
            await self._look("catch-up")
            while self._recorder.session.phase is not Phase.DONE:
                await watch.moment()
                await self._look("save")
        finally:
            watch.stop()

    async def _look(self, trigger: str) -> None:
        if self._recorder.session.phase is Phase.LOBBY:
            await self._rehearsal.look()
            return
        async with self._acts.turn:
            await self._workspace.observe(trigger, settled=False)
        if self._workspace.half_saved:
            await asyncio.sleep(QUIET_S)
            async with self._acts.turn:
                await self._workspace.observe(trigger)

    def _noticed(self, taken: SnapshotTaken, tree: Tree) -> None:
        """A new content state of the work: have it checked, at once unless it looks like half a save."""
        entry = tree.files.get(self._recorder.session.terms.entry)
        settle_s = 0.0 if parses(entry.content if entry else None) else QUIET_S
        self._runs.want(Subject(taken.commit, taken.tree, tree.contents(), settle_s))

    async def _time_up(self) -> None:
        """What is on disk when the time is over counts; then the phase ends."""
        async with self._acts.turn:
            await self._workspace.observe("time up", thorough=True)
            event = self._clockwork.due()
            if event is not None:
                self._recorder.record(event)
                await self._stages.catch_up()

    async def _end(self, work: list[asyncio.Task[Any]]) -> None:
        for task in work:
            task.cancel()
        await asyncio.wait(work)
        if self._recorder.session.phase is Phase.DONE:
            await self._terminal.close()
        await self._doors.close()
        with contextlib.suppress(RecordError):
            self._recorder.record(HostStopped())
        Heartbeat.leave(_heartbeat(self._folder))
        self._engine.stop()
        self._workspace.close()
        if self._recorder.session.phase is Phase.DONE:
            with contextlib.suppress(RecordError):
                write_notes(self._folder)
            self._places.remove()
        self._recorder.close()
        if self._recorder.session.phase is Phase.DONE:
            _seal(self._folder)


def _window(folder: SessionFolder, places: Places, terms: Terms) -> EditorWindow:
    return EditorWindow(
        terms=terms,
        workspace=folder.workspace,
        sockets=places.socket("candidate").parent,
        folder=places.tmux.parent,
        switch_key=SWITCH_KEY,
    )


def _seal(folder: SessionFolder) -> None:
    """Nobody writes any more: what came after the end (verdicts, notes, pictures) is sealed too."""
    try:
        seal_now(folder, "finished")
    except RecordError as fault:
        print(f"the record was not sealed: {fault}", file=sys.stderr)  # noqa: T201 the log


def _heartbeat(folder: SessionFolder) -> Path:
    return folder.path / "heartbeat"


def _left_on_purpose(recorder: Recorder) -> bool:
    return b'"kind":"host.stopped"' in recorder.lines[-1]


async def _failures(done: Iterable[asyncio.Task[Any]]) -> None:
    for task in done:
        await task
