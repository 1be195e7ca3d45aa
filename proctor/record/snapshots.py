"""Writing snapshots: every content that was seen becomes a commit, durable when `take` returns.

One owner at a time (the session's journal lock decides who that is), whose threads take turns. Readers may look
whenever they like.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from proctor.errors import RecordError
from proctor.record.changes import Change, changes_between
from proctor.record.commit_stream import Facts, commit_commands, file_commands, message_of, name_commands
from proctor.record.fast_import import FastImport, ImporterGoneError
from proctor.record.history import History
from proctor.record.repository import WORK, create_repository, open_repository, output
from proctor.record.tree import Tree, TreeFile

_MANY_PACKS: Final = 100
_LEFTOVERS: Final = (
    "**/*.lock",
    "fast_import_crash_*",
    "objects/pack/tmp_*",
    "objects/pack/.tmp-*",
    "objects/??/tmp_*",
)


@dataclass(frozen=True)
class Snapshot:
    """A commit that is on disk: its name, its tree's name, and what it changed."""

    commit: str
    tree: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Tip:
    commit: str
    files: Mapping[str, TreeFile]


class Snapshots:
    """The one writer of the repository at `path`; make it with `create` or `open`, end it with `close`.

    `author` is the candidate's name as commits show it.
    """

    def __init__(self, path: Path, author: str) -> None:
        self.path = path
        self._author = author
        self._turn = threading.Lock()
        self._git = open_repository(path)
        self._history = History(path)
        self._importer: FastImport | None = None
        self._tips: dict[str, _Tip] = {}
        self._refs = self._history.refs()

    @classmethod
    def create(cls, path: Path, *, author: str = "candidate") -> Self:
        """Make an empty repository; raises RecordError if something is there already."""
        create_repository(path)
        return cls(path, author)

    @classmethod
    def open(cls, path: Path, *, author: str = "candidate") -> Self:
        """Go on with a repository, whatever a process that was killed left in it."""
        for pattern in _LEFTOVERS:
            for leftover in path.glob(pattern):
                leftover.unlink(missing_ok=True)
        return cls(path, author)

    def take(self, tree: Tree, facts: Facts, *, ref: str = WORK) -> Snapshot | None:
        """Record `tree` on `ref` and return the commit; None if it holds nothing new.

        The first commit of a ref other than the work continues the work.
        Raises: RecordError if it cannot be recorded; nothing is half done then.
        """
        with self._turn:
            return self._take_safely(tree, facts, ref)

    def tag(self, name: str, commit: str) -> None:
        """Let tag `name` stand for `commit`, durably; again is fine, elsewhere is a RecordError: tags do not move."""
        ref = f"refs/tags/{name}"
        if (known := self._refs.get(ref)) is not None:
            if known != commit:
                raise RecordError(f"tag {name} stands for {known[:8]} already", hint="Tags of a record never move.")
            return
        with self._turn:
            self._tell(name_commands(ref, commit))
            self._moved(ref, commit)

    def head(self, ref: str = WORK) -> str | None:
        """Return the newest commit of `ref`."""
        return self._refs.get(ref)

    def head_tree(self, ref: str = WORK) -> Tree:
        """Return what the newest commit of `ref` holds; an empty tree before the first."""
        tip = self._tip(ref)
        return Tree(tip.files) if tip else Tree({})

    def close(self) -> None:
        """End the writing process, and gather the small packs of many snapshots into one."""
        if self._importer is not None:
            self._importer.close()
            self._importer = None
            if sum(1 for _ in self.path.glob("objects/pack/*.pack")) > _MANY_PACKS:
                output(self._git, "repack", "-a", "-d", "-q")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take_safely(self, tree: Tree, facts: Facts, ref: str) -> Snapshot | None:
        base = self._base(ref)
        try:
            return self._take(tree, facts, ref, base)
        except ImporterGoneError:
            self._restart()
        again = self._base(ref)
        if again is not None and again.files == tree.files and (base is None or again.commit != base.commit):
            # It ended between doing what it was told and saying so.
            saved = self._history.snapshot(again.commit)
            return Snapshot(saved.commit, saved.tree, changes_between(base.files if base else {}, tree.files))
        try:
            return self._take(tree, facts, ref, again)
        except ImporterGoneError as fault:
            self._restart()
            raise RecordError(f"the snapshot was not taken: {fault}", hint="Check the disk of the session.") from fault

    def _take(self, tree: Tree, facts: Facts, ref: str, base: _Tip | None) -> Snapshot | None:
        before = base.files if base else {}
        removed = [path for path in before if path not in tree.files]
        written = {path: file for path, file in tree.files.items() if before.get(path) != file}
        if base is not None and not removed and not written:
            return None
        commands = commit_commands(
            ref=ref,
            parent=base.commit if base else None,
            author=self._author,
            at=facts.at,
            message=message_of(facts, [*written, *removed]),
            body=file_commands(removed, written),
        )
        commit, root = (line.decode() for line in self._running().exchange(commands))
        self._moved(ref, commit)
        self._tips[ref] = _Tip(commit, tree.files)
        return Snapshot(commit, root.split()[2], changes_between(before, tree.files))

    def _moved(self, ref: str, commit: str) -> None:
        """Believe that `ref` stands for `commit` because its file says so: a refused move is only a warning to git."""
        try:
            found = (self.path / ref).read_text(encoding="ascii").strip()
        except OSError:
            found = ""
        if found != commit:
            raise RecordError(
                f"{ref} of the record did not move to {commit[:8]}", hint="Let nothing else write into record.git."
            )
        self._refs[ref] = commit

    def _tell(self, commands: bytes) -> list[bytes]:
        """Carry out `commands` that may be repeated without harm."""
        try:
            return self._running().exchange(commands)
        except ImporterGoneError:
            self._restart()
        try:
            return self._running().exchange(commands)
        except ImporterGoneError as fault:
            self._restart()
            raise RecordError(f"the record was not written: {fault}", hint="Check the disk of the session.") from fault

    def _base(self, ref: str) -> _Tip | None:
        return self._tip(ref) or self._tip(WORK)

    def _tip(self, ref: str) -> _Tip | None:
        commit = self._refs.get(ref)
        if commit is None:
            return None
        tip = self._tips.get(ref)
        if tip is None:
            tip = self._tips[ref] = _Tip(commit, self._history.tree(commit).files)
        return tip

    def _running(self) -> FastImport:
        if self._importer is None:
            self._importer = FastImport(self._git)
        return self._importer

    def _restart(self) -> None:
        """Believe the disk: the process is gone, and only what it finished counts."""
        self._importer = None
        self._tips.clear()
        self._refs = self._history.refs()
