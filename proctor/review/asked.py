"""What a viewer asks of a host besides acts, answered from a recording: files, changes, texts, private material."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any

import msgspec

from proctor.errors import IllegalMove
from proctor.link.machine import boot_ns
from proctor.record.browse import changes, file_rows, file_text
from proctor.record.history import History
from proctor.review.player import Player
from proctor.review.recording import Recording
from proctor.session.material import PrivateMaterial

Errand = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Asked:
    """The errands of an interviewer's connection; nothing of the work is told during focus time."""

    def __init__(self, recorded: Recording, player: Player) -> None:
        self._recorded = recorded
        self._player = player
        self.errands: dict[str, Errand] = {
            "ping": self._ping,
            "private": self._private,
            "materials": self._materials,
            "files": self._files,
            "file": self._file,
            "changes": self._changes,
        }

    @cached_property
    def material(self) -> PrivateMaterial:
        """The private material at the session's level; raises PackageError if it is not sound."""
        return self._recorded.exercise.private_material(self._recorded.session.terms.level)

    async def _ping(self, _args: dict[str, Any]) -> dict[str, Any]:
        return {"boot_ns": boot_ns()}

    async def _private(self, _args: dict[str, Any]) -> dict[str, Any]:
        return dict(msgspec.to_builtins(self.material))

    async def _materials(self, _args: dict[str, Any]) -> dict[str, Any]:
        terms, manifest = self._recorded.session.terms, self._recorded.exercise.manifest
        return {
            "spec": self._recorded.exercise.spec(terms.level),
            "criteria": [[criterion.name, criterion.text] for criterion in terms.criteria],
            "constraints": list(terms.constraints),
            "entry": terms.entry,
            "assumes": [[known.knowledge, known.why] for known in manifest.assumes],
            "glossary": dict(manifest.glossary),
        }

    async def _files(self, _args: dict[str, Any]) -> dict[str, Any]:
        commit = self._newest()
        return await asyncio.to_thread(self._rows, commit) if commit else {"commit": "", "files": []}

    async def _file(self, args: dict[str, Any]) -> dict[str, Any]:
        words = str(args.get("commit", "")) or self._newest()
        return await asyncio.to_thread(self._text, words, str(args.get("path", "")))

    async def _changes(self, args: dict[str, Any]) -> dict[str, Any]:
        names = {**self._player.present().tags, "newest": self._newest()}
        before, after = str(args.get("from", "")) or "previous", str(args.get("to", "")) or "newest"
        return await asyncio.to_thread(self._between, before, after, str(args.get("path", "")), names)

    def _rows(self, commit: str) -> dict[str, Any]:
        with History(self._recorded.record) as history:
            sizes = {path: len(file.content) for path, file in history.tree(commit).files.items()}
            return {"commit": commit, "files": file_rows(history, commit, sizes)}

    def _text(self, words: str, path: str) -> dict[str, Any]:
        with History(self._recorded.record) as history:
            commit = history.find(words).commit
            return file_text(path, commit, history.file(commit, path).content)

    def _between(self, before: str, after: str, path: str, names: dict[str, str]) -> dict[str, Any]:
        with History(self._recorded.record) as history:
            return changes(history, before, after, path, names)

    def _newest(self) -> str:
        """The newest snapshot, empty before there is one. Raises IllegalMove during focus time."""
        session = self._player.present()
        if session.focus.now is not None:
            raise IllegalMove("nobody watches now: it is focus time", hint="all of it can be looked at afterwards")
        return session.newest.commit if session.newest else ""
