"""What clients need from a host besides the rules: materials, check runs, earlier versions, the terminal."""

import asyncio
import os
import posixpath
import sys
from pathlib import Path
from typing import Any

from proctor.catalog.package import Exercise
from proctor.errors import EnvironmentFault, UsageError
from proctor.host.recorder import Recorder
from proctor.host.runs import Runs
from proctor.host.saves import list_saves
from proctor.host.shell.window import EditorWindow
from proctor.host.subject import Subject
from proctor.host.terminal import Terminal
from proctor.host.tour import FILE as TOUR_FILE
from proctor.host.viewing import Errand, Viewing
from proctor.host.workspace import Workspace
from proctor.link.environment import passed_on
from proctor.record.history import History
from proctor.record.restore import put_file
from proctor.record.store import SessionFolder
from proctor.record.tree import TreeFile
from proctor.session.events import FileRestored, Role
from proctor.session.phases import Phase
from proctor.session.verbs import Value


class Errands:
    """Everything that is not a decision of the rules."""

    def __init__(  # noqa: PLR0913, PLR0917 the parts of a host that errands run between
        self,
        folder: SessionFolder,
        recorder: Recorder,
        exercise: Exercise,
        workspace: Workspace,
        runs: Runs,
        terminal: Terminal,
        window: EditorWindow,
        viewing: Viewing,
    ) -> None:
        self._folder = folder
        self._recorder = recorder
        self._exercise = exercise
        self._workspace = workspace
        self._runs = runs
        self._terminal = terminal
        self._editor_window = window
        self._for_all: dict[str, Errand] = {
            **viewing.for_all,
            "materials": self._materials,
            "terminal": self._open_terminal,
            "editor": self._editor,
            "window": self._window,
            "leave": self._leave,
        }
        self._for_role: dict[Role, dict[str, Errand]] = {
            "candidate": viewing.for_candidates,
            "interviewer": viewing.for_interviewers,
        }

    def find(self, name: str, role: Role) -> Errand | None:
        """The errand of that name, if it is one of this role's."""
        return self._for_all.get(name) or self._for_role[role].get(name)

    async def check(self, _role: Role, _values: dict[str, Value]) -> dict[str, Any]:
        """Run the visible checks on the newest counting content and wait for their verdicts."""
        await self._workspace.observe("check")
        if self._workspace.fault is not None:
            raise self._workspace.fault
        newest = self._recorder.session.newest
        if newest is None:
            raise UsageError("there is nothing to check yet")
        self._runs.want(Subject(newest.commit, newest.tree, self._workspace.tree.contents()))
        await self._runs.settled()
        return {"commit": newest.commit}

    async def history(self, _role: Role, values: dict[str, Value]) -> dict[str, Any]:
        """The saved versions, newest last."""
        session = self._recorder.session
        return {"saves": list_saves(self._recorder.history, dict(session.tags), str(values.get("file", "")))}

    async def restore(self, role: Role, values: dict[str, Value]) -> dict[str, Any]:
        """Bring an earlier version of a file back; the present one is snapshotted first, so nothing is lost."""
        path = posixpath.normpath(str(values["file"]))
        if path.startswith(("/", "..")):
            raise UsageError(f"{path} lies outside the workspace", hint="name a file as the workspace sees it")
        await self._workspace.observe("before restore")
        commit, file = await asyncio.to_thread(self._earlier, path, str(values["at"]))
        await asyncio.to_thread(put_file, self._workspace.root, path, file)
        self._recorder.record(FileRestored(path=path, commit=commit), role)
        await self._workspace.observe("restore")
        return {"file": path, "commit": commit}

    def _earlier(self, path: str, words: str) -> tuple[str, TreeFile]:
        history = History(self._folder.record)
        saved = history.find(words)
        return saved.commit, history.file(saved.commit, path)

    async def _materials(self, role: Role, _args: dict[str, Any]) -> dict[str, Any]:
        """What the candidate reads; the specification only once the clock has started."""
        session = self._recorder.session
        manifest = self._exercise.manifest
        hidden = session.phase is Phase.LOBBY and role == "candidate"
        return {
            "spec": "" if hidden else self._exercise.spec(session.terms.level),
            "criteria": [[criterion.name, criterion.text] for criterion in session.terms.criteria],
            "constraints": list(session.terms.constraints),
            "entry": session.terms.entry,
            "assumes": [[known.knowledge, known.why] for known in manifest.assumes],
            "glossary": dict(manifest.glossary),
        }

    async def _open_terminal(self, role: Role, args: dict[str, Any]) -> dict[str, Any]:
        size = int(args.get("columns", 80)), int(args.get("lines", 24))
        return {"attach": await self._terminal.open(self._offered(role, args), *size, self._file())}

    async def _editor(self, role: Role, args: dict[str, Any]) -> dict[str, Any]:
        """What to start for an editor on a terminal that is the candidate's own."""
        command = self._editor_window.command(self._offered(role, args), self._file(), then_shell=False)
        return {"command": await command}

    def _offered(self, role: Role, args: dict[str, Any]) -> dict[str, str]:
        """The candidate's environment as their client sent it, with what finds proctor and the session."""
        if role != "candidate":
            raise UsageError("the terminal is the candidate's")
        given = {str(name): str(value) for name, value in dict(args.get("env", {})).items()}
        environment = passed_on(given)
        if not environment.get("PATH"):
            raise EnvironmentFault("the terminal needs PATH", hint="call this from a terminal")
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        environment["PROCTOR_SESSION"] = str(self._folder.path)
        return environment

    def _file(self) -> str:
        session = self._recorder.session
        return TOUR_FILE if session.phase is Phase.LOBBY else session.terms.entry

    async def _window(self, role: Role, args: dict[str, Any]) -> dict[str, Any]:
        if role == "candidate":
            await self._terminal.select(str(args.get("name", "")))
        return {}

    async def _leave(self, role: Role, _args: dict[str, Any]) -> dict[str, Any]:
        if role == "candidate":
            await self._terminal.detach()
        return {}
