"""Reading a record: which snapshots there are, and what each of them holds.

Nothing is kept open between calls: every answer is one short run of git over what is on disk at that moment.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self, cast

from proctor.errors import RecordError, UsageError
from proctor.record.repository import WORK, answer, open_repository
from proctor.record.tree import Mode, Tree, TreeFile

_FIELDS: Final = (
    *("%H", "%T", "%P", "%ct", "%s"),
    *(f"%(trailers:key=Proctor-{key},valueonly,separator=%x20)" for key in ("Phase", "Clock", "Seq")),
)
_TAGS: Final = "refs/tags/"
_SHORTEST: Final = 4
_SUBMODULE: Final = "160000"


@dataclass(frozen=True)
class Saved:
    """One snapshot as the record tells it; `clock` is minutes:seconds used of `phase`, `seq` the journal's number."""

    commit: str
    tree: str
    parent: str | None
    at: datetime
    subject: str
    phase: str
    clock: str
    seq: int | None


class History:
    """The read side of the repository at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _git(self) -> Any:
        return open_repository(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.__dict__.pop("_git", None)

    def git(self, *arguments: str) -> bytes:
        """Return what `git ARGUMENTS` prints about this record; raises RecordError."""
        return answer(self.path, *arguments)

    def refs(self) -> dict[str, str]:
        """Return every full name in the record and the commit it stands for."""
        rows = self.git("for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
        return dict(cast("tuple[str, str]", tuple(row.rsplit(" ", 1))) for row in rows)

    def tags(self) -> dict[str, str]:
        """Return the tags (`start`, `submitted`, ...) and their commits."""
        return tags_in(self.refs())

    def snapshots(self, ref: str = WORK) -> tuple[Saved, ...]:
        """Return the snapshots on `ref`, oldest first; none if there is no such ref."""
        if ref not in self.refs():
            return ()
        return self._log("--first-parent", ref)

    def snapshot(self, commit: str) -> Saved:
        """Return the facts of one commit."""
        return self._log("--max-count=1", commit)[0]

    def tree(self, commit: str) -> Tree:
        """Return all files of a commit, with their content."""
        listed: dict[str, tuple[Mode, str]] = {}
        for row in self.git("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            facts, _, path = row.partition(b"\t")
            mode, _, blob = facts.decode().split(" ")
            if mode != _SUBMODULE:
                listed[os.fsdecode(path)] = (cast("Mode", mode), blob)
        contents = self.blobs(sorted({blob for _, blob in listed.values()}))
        return Tree({path: TreeFile(mode, blob, contents[blob]) for path, (mode, blob) in listed.items()})

    def file(self, commit: str, path: str) -> TreeFile:
        """Return one file of a commit; raises UsageError if it is not in it."""
        row = self.git("--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", path)
        facts = row.partition(b"\t")[0].decode().split(" ")
        if len(facts) < 3 or facts[1] != "blob":
            raise UsageError(f"{path} is not in snapshot {commit[:8]}", hint="See what is with: proctor history")
        return TreeFile(cast("Mode", facts[0]), facts[2], self.blobs([facts[2]])[facts[2]])

    def find(self, words: str, ref: str = WORK) -> Saved:
        """Return the snapshot that `words` mean: a tag, the beginning of a commit's name, or a time.

        A time is `HH:MM` or `HH:MM:SS` of the local clock, or a full ISO 8601 one; it means the newest snapshot that
        existed then. Raises: UsageError.
        """
        if commit := self.tags().get(words):
            return self.snapshot(commit)
        saved = self.snapshots(ref)
        if re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},40}}", words):
            named = [one for one in saved if one.commit.startswith(words)]
            if len(named) == 1:
                return named[0]
            if named:
                raise UsageError(f"{len(named)} snapshots begin with {words}", hint="Give more of the name.")
        if saved and (at := _time(words, saved[-1].at)) is not None:
            earlier = [one for one in saved if one.at <= at]
            if earlier:
                return earlier[-1]
            raise UsageError(f"there is no snapshot as early as {words}", hint="Use `start` for the first one.")
        raise UsageError(
            f"no snapshot {words!r}", hint="Give start, a time such as 14:05, or a name that proctor history shows."
        )

    def _log(self, *arguments: str) -> tuple[Saved, ...]:
        rows = self.git("log", "-z", "--format=" + "%x1f".join(_FIELDS), *arguments, "--").split(b"\0")
        return tuple(_saved(row.decode(errors="replace")) for row in reversed(rows) if row)

    def blobs(self, names: list[str]) -> dict[str, bytes]:
        """Return the contents of the blobs with these names; raises RecordError if one is lost."""
        return contents_of(self._git, names)


def tags_in(refs: Mapping[str, str]) -> dict[str, str]:
    """Return the tags among full names, and their commits."""
    return {ref.removeprefix(_TAGS): commit for ref, commit in refs.items() if ref.startswith(_TAGS)}


def contents_of(git: Any, names: list[str]) -> dict[str, bytes]:
    """Return the contents of the objects with these names, in one run of git; raises RecordError if one is lost."""
    process = git.cat_file("--batch", istream=subprocess.PIPE, as_process=True)
    printed, _ = process.proc.communicate("".join(f"{name}\n" for name in names).encode())
    contents: dict[str, bytes] = {}
    at = 0
    for name in names:
        head, newline, _ = printed[at : at + 200].partition(b"\n")
        if not newline or head.endswith(b"missing"):
            raise RecordError(f"the record has lost {name}", hint="Check it with: git fsck")
        start = at + len(head) + 1
        at = start + int(head.rsplit(b" ", 1)[1]) + 1
        contents[name] = printed[start : at - 1]
    return contents


def _saved(row: str) -> Saved:
    commit, tree, parents, at, subject, phase, clock, seq = row.split("\x1f")
    return Saved(
        commit=commit,
        tree=tree,
        parent=parents.split(" ")[0] or None,
        at=datetime.fromtimestamp(int(at), UTC),
        subject=subject,
        phase=phase,
        clock=clock,
        seq=int(seq) if seq.isdecimal() else None,
    )


def _time(words: str, day: datetime) -> datetime | None:
    """Return the moment that `words` mean, its whole last second included; a bare time of day is on `day`, locally."""
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", words):
            hour, minute, second = (int(part) for part in (words + ":59").split(":")[:3])
            return day.astimezone().replace(hour=hour, minute=minute, second=second)
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.astimezone()
