"""What screens ask of a host beside acts: a viewer about files and private material, the candidate's about itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from proctor.errors import IllegalMove, UsageError
from proctor.host.prompts import Prompts
from proctor.host.recorder import Recorder
from proctor.host.workspace import Workspace
from proctor.link.machine import boot_ns
from proctor.record.browse import changes, file_rows, file_text
from proctor.record.history import History
from proctor.record.store import SessionFolder
from proctor.session.events import Role, ViewChanged

Errand = Callable[[Role, dict[str, Any]], Awaitable[dict[str, Any]]]

_VIEW_EVERY_S: Final = 0.18
"""Five times a second, and a little room for a timer that is early."""

_MAX_VIEW_BYTES: Final = 4096


class Viewing:
    """Errands of screens. Nothing of the work is told to interviewers during focus time."""

    def __init__(self, folder: SessionFolder, recorder: Recorder, workspace: Workspace, prompts: Prompts) -> None:
        self._folder = folder
        self._recorder = recorder
        self._workspace = workspace
        self._prompts = prompts
        self._view_at_s = 0.0
        self.for_all: dict[str, Errand] = {"ping": self._ping}
        self.for_interviewers: dict[str, Errand] = {
            "private": self._private,
            "files": self._files,
            "file": self._file,
            "changes": self._changes,
        }
        self.for_candidates: dict[str, Errand] = {"view": self._view}

    async def _ping(self, _role: Role, _args: dict[str, Any]) -> dict[str, Any]:
        return {"boot_ns": boot_ns()}

    async def _private(self, _role: Role, _args: dict[str, Any]) -> dict[str, Any]:
        told = msgspec.to_builtins(self._prompts.material)
        return dict(told)

    async def _files(self, _role: Role, _args: dict[str, Any]) -> dict[str, Any]:
        """The files of the newest content, with what the last snapshot changed."""
        self._refuse_in_the_dark()
        newest, tree = self._recorder.session.newest, self._workspace.tree
        if newest is None:
            return {"commit": "", "files": []}
        sizes = {path: len(file.content) for path, file in tree.files.items()}
        return {"commit": newest.commit, "files": await asyncio.to_thread(self._rows, newest.commit, sizes)}

    def _rows(self, commit: str, sizes: dict[str, int]) -> list[dict[str, Any]]:
        with History(self._folder.record) as history:
            return file_rows(history, commit, sizes)

    async def _file(self, _role: Role, args: dict[str, Any]) -> dict[str, Any]:
        """One file, of the newest content or of a snapshot."""
        self._refuse_in_the_dark()
        path, named = str(args.get("path", "")), str(args.get("commit", ""))
        newest = self._recorder.session.newest
        file = self._workspace.tree.files.get(path)
        if named and (newest is None or named != newest.commit):
            return await asyncio.to_thread(self._earlier, path, named)
        if file is None:
            raise UsageError(f"there is no file {path!r} in the newest snapshot")
        return file_text(path, newest.commit if newest else "", file.content)

    def _earlier(self, path: str, named: str) -> dict[str, Any]:
        with History(self._folder.record) as history:
            saved = history.find(named)
            return file_text(path, saved.commit, history.file(saved.commit, path).content)

    async def _changes(self, _role: Role, args: dict[str, Any]) -> dict[str, Any]:
        """What changed between two snapshots, as a unified diff; of one file or of all."""
        self._refuse_in_the_dark()
        words = str(args.get("from", "")) or "previous", str(args.get("to", "")) or "newest"
        newest = self._recorder.session.newest
        named = {"newest": newest.commit if newest else ""}
        return await asyncio.to_thread(self._between, *words, str(args.get("path", "")), named)

    def _between(self, before: str, after: str, path: str, named: dict[str, str]) -> dict[str, Any]:
        with History(self._folder.record) as history:
            return changes(history, before, after, path, {**history.tags(), **named})

    async def _view(self, _role: Role, args: dict[str, Any]) -> dict[str, Any]:
        """The candidate's screen says what it has in sight; more often than five times a second says nothing new."""
        now_s = time.monotonic()
        if now_s - self._view_at_s < _VIEW_EVERY_S:
            return {"taken": False}
        try:
            seen = msgspec.convert(args, ViewChanged)
        except msgspec.ValidationError as error:
            raise UsageError(f"this is no view: {error}") from error
        if len(msgspec.json.encode(seen)) > _MAX_VIEW_BYTES:
            raise UsageError("this view is too long")
        self._view_at_s = now_s
        if seen != self._recorder.session.sight.view:
            self._recorder.record(seen, "candidate")
        return {"taken": True}

    def _refuse_in_the_dark(self) -> None:
        if self._recorder.session.focus.now is not None:
            raise IllegalMove("nobody watches now: it is focus time", hint="all of it can be looked at afterwards")
