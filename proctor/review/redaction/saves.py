"""Every save of a record written anew without the name: contents, names of files, authors, messages."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from proctor.errors import RecordError
from proctor.record.commit_stream import commit_commands, file_commands, name_commands
from proctor.record.fast_import import FastImport, ImporterGoneError
from proctor.record.history import History
from proctor.record.reel import Entry, Reel
from proctor.record.repository import LATE, WORK, create_repository, open_repository
from proctor.record.tree import TreeFile
from proctor.review.redaction.paths import renamed
from proctor.review.redaction.redactor import Redactor

_FIELDS: Final = "%H%x1f%T%x1f%P%x1f%an%x1f%ct%x1f%B"
_TRAILER: Final = "Proctor-"
_AT_ONCE: Final = 64
_AT_ONCE_BYTES: Final = 8 << 20


@dataclass(slots=True)
class NewNames:
    """What commits, trees and files of the old record are called in the new one; `binary` were left as they are."""

    commits: dict[str, str] = field(default_factory=dict)
    trees: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    binary: dict[str, None] = field(default_factory=dict)


class _Commit(NamedTuple):
    commit: str
    tree: str
    parent: str
    author: str
    at_s: int
    message: str


def rewritten_saves(source: Path, target: Path, redactor: Redactor) -> NewNames:
    """Make a new repository at `target` from the one at `source`. Raises: RecordError."""
    create_repository(target)
    if not source.exists():
        return NewNames()
    with History(source) as history, Reel(source) as reel:
        refs = history.refs()
        lines = {ref: tuple(_line(history, ref)) if ref in refs else () for ref in (WORK, LATE)}
        trees = {commit.tree for line in lines.values() for commit in line}
        paths = {path for tree in trees for path in reel.files(tree)}
        new = renamed(paths, lambda part: redactor.path_part(part, "names of files"))
        writer = _Writer(reel, target, redactor, NewNames(paths=new))
        try:
            for ref, line in lines.items():
                writer.write(ref, line)
            writer.name({name: commit for name, commit in refs.items() if name.startswith("refs/tags/")})
        except ImporterGoneError as fault:
            raise RecordError(f"the new record was not written: {fault}", hint="check the disk") from fault
        finally:
            writer.close()
    return writer.names


def _line(history: History, ref: str) -> Iterator[_Commit]:
    """The commits of one name, oldest first."""
    printed = history.git("log", "-z", "--reverse", "--first-parent", f"--format={_FIELDS}", ref, "--")
    for row in printed.decode(errors="surrogateescape").split("\0"):
        if row:
            commit, tree, parents, author, at_s, message = row.split("\x1f", 5)
            yield _Commit(commit, tree, parents.split(" ")[0], author, int(at_s), message)


class _Writer:
    """One `git fast-import` over the new repository."""

    def __init__(self, reel: Reel, target: Path, redactor: Redactor, names: NewNames) -> None:
        self.names = names
        self._reel, self._redactor = reel, redactor
        self._importer = FastImport(open_repository(target))
        self._waiting: list[_Commit] = []
        self._commands: list[bytes] = []

    def write(self, ref: str, line: Iterable[_Commit]) -> None:
        """Write a line of commits; those that are written already are where it begins."""
        before: _Commit | None = None
        begun = False
        for commit in line:
            if commit.commit not in self.names.commits:
                if commit.parent != (before.commit if before else ""):
                    raise RecordError("the saves of this record do not follow each other", hint="check it: git fsck")
                self._want(ref, commit, before, begun=begun)
                begun = True
            before = commit
        self._flush()

    def name(self, refs: dict[str, str]) -> None:
        """Let the names of the old record stand for the new commits."""
        for ref, commit in refs.items():
            if commit not in self.names.commits:
                raise RecordError(f"{ref} is no save of this record", hint="check it: git fsck")
            self._importer.exchange(name_commands(ref, self.names.commits[commit]))

    def close(self) -> None:
        self._importer.close()

    def _want(self, ref: str, commit: _Commit, before: _Commit | None, *, begun: bool) -> None:
        old = self._files(before.tree) if before else {}
        new = self._files(commit.tree)
        removed = [path for path in old if path not in new]
        written = {path: self._content(path, entry) for path, entry in new.items() if old.get(path) != entry}
        body = file_commands(removed, written)
        # Within a name git goes on from its own last commit; only the first needs to be told, and it is on disk.
        parent = self.names.commits[before.commit] if before and not begun else None
        self._commands.append(
            commit_commands(
                ref=ref,
                parent=parent,
                author=self._redactor.named(commit.author, "authors of saves"),
                at=datetime.fromtimestamp(commit.at_s, UTC),
                message=self._message(commit.message),
                body=body,
            )
        )
        self._waiting.append(commit)
        if len(self._waiting) >= _AT_ONCE or sum(map(len, self._commands)) > _AT_ONCE_BYTES:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        said = [line.decode() for line in self._importer.exchange(b"".join(self._commands))]
        for commit, name, root in zip(self._waiting, said[::2], said[1::2], strict=True):
            self.names.commits[commit.commit] = name
            self.names.trees[commit.tree] = root.split()[2]
        self._waiting, self._commands = [], []

    def _files(self, tree: str) -> dict[str, Entry]:
        return {self.names.paths[path]: entry for path, entry in self._reel.files(tree).items()}

    def _content(self, path: str, entry: Entry) -> TreeFile:
        content = self._reel.content(entry.blob)
        if b"\0" in content:
            self.names.binary[path] = None
            return TreeFile.of(content, entry.mode)
        return TreeFile.of(os.fsencode(self._redactor.text(os.fsdecode(content), "files")), entry.mode)

    def _message(self, message: str) -> str:
        lines = message.split("\n")
        return "\n".join(
            line if line.startswith(_TRAILER) else self._redactor.text(line, "messages of saves") for line in lines
        )
