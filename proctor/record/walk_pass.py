"""One pass over a workspace: what was found so far, what it may still cost, and what is left out."""

import contextlib
import errno
import os
import stat
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from proctor.record.careful_open import NotRegularError, OverLimitError, Stamp, open_folder, read_regular
from proctor.record.noise import is_noise, is_reserved
from proctor.record.tree import LeftOut, Reason, Tree, TreeFile

_NOTES: Final = 100
"""No more left-out paths than this are named; a flood of them says nothing more."""

_SWAPPED: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
"""The name is gone, or stands for something else than a moment ago: the next look will tell."""


@dataclass(frozen=True)
class WalkLimits:
    """Bounds of one look at a workspace."""

    entries: int = 5_000
    files: int = 1_000
    file_bytes: int = 4 << 20
    total_bytes: int = 32 << 20
    depth: int = 16
    seconds: float = 2.0


class OutOfTimeError(Exception):
    """The pass took as long as it may."""


class Pass:
    """The state of one walk; `files`, `left_out` and `seen` are its results."""

    def __init__(self, limits: WalkLimits, known: Tree, seen: Mapping[str, tuple[Stamp, TreeFile]]) -> None:
        self.files: dict[str, TreeFile] = {}
        self.left_out: list[LeftOut] = []
        self.seen: dict[str, tuple[Stamp, TreeFile]] = {}
        self._limits = limits
        self._known = known
        self._seen_before = seen
        self._entries_left = limits.entries
        self._bytes_left = limits.total_bytes
        self._visited: set[str] = set()
        self._deadline_s = time.monotonic() + limits.seconds

    def run(self, root: int, declared: Sequence[str]) -> None:
        """Look at the workspace open at `root`, at the `declared` paths first."""
        try:
            for path in declared:
                self._visit_declared(root, path)
            self._visit_folder(root, "", 1)
        except OutOfTimeError:
            self.files = {**self._known.files, **self.files}
            self.left_out.append(LeftOut("", Reason.TOO_SLOW))

    def _visit_declared(self, root: int, path: str) -> None:
        *folders, name = path.split("/")
        with contextlib.ExitStack() as opened:
            fd = root
            for folder in folders:
                try:
                    fd = opened.enter_context(open_folder(folder, within=fd))
                except OSError:
                    return
            self._visited.add(path)
            self._visit(fd, path.removesuffix(name), name, len(folders) + 1)

    def _visit_folder(self, fd: int, prefix: str, depth: int) -> None:
        for name in self._names(fd, prefix):
            if prefix + name not in self._visited:
                self._visit(fd, prefix, name, depth)

    def _names(self, fd: int, prefix: str) -> list[str]:
        with os.scandir(fd) as entries:
            names = [entry.name for entry in islice(entries, self._entries_left + 1)]
        if len(names) > self._entries_left:
            self._leave_out(prefix.rstrip("/"), Reason.TOO_MANY)
            names = names[: self._entries_left]
        self._entries_left -= len(names)
        return sorted(names)

    def _visit(self, fd: int, prefix: str, name: str, depth: int) -> None:
        if time.monotonic() > self._deadline_s:
            raise OutOfTimeError
        path = prefix + name
        if is_noise(path):
            return
        if is_reserved(name):
            self._leave_out(path, Reason.RESERVED)
            return
        try:
            self._take(fd, path, name, depth)
        except NotRegularError:
            self._leave_out(path, Reason.SPECIAL)
        except OverLimitError:
            self._leave_out(path, Reason.TOO_LARGE)
        except OSError as fault:
            if fault.errno not in _SWAPPED:
                self._leave_out(path, Reason.UNREADABLE)
                self._keep(path)

    def _take(self, fd: int, path: str, name: str, depth: int) -> None:
        status = os.stat(name, dir_fd=fd, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            self._descend(fd, path, name, depth)
        elif stat.S_ISLNK(status.st_mode):
            self._add(path, TreeFile.of(os.fsencode(os.readlink(name, dir_fd=fd)), "120000"))
        elif not stat.S_ISREG(status.st_mode):
            raise NotRegularError
        elif (before := self._seen_before.get(path)) and before[0] == Stamp.of(status):
            self._add(path, before[1], before[0])
        elif self._bytes_left < status.st_size <= self._limits.file_bytes:
            self._leave_out(path, Reason.TOO_MUCH)
        else:
            content, stamp = read_regular(name, within=fd, max_bytes=self._limits.file_bytes)
            self._add(path, TreeFile.of(content, "100755" if stamp.mode & stat.S_IXUSR else "100644"), stamp)

    def _descend(self, fd: int, path: str, name: str, depth: int) -> None:
        if depth >= self._limits.depth:
            self._leave_out(path, Reason.TOO_DEEP)
            return
        with open_folder(name, within=fd) as folder:
            self._visit_folder(folder, path + "/", depth + 1)

    def _add(self, path: str, file: TreeFile, stamp: Stamp | None = None) -> None:
        if len(self.files) >= self._limits.files:
            self._leave_out(path, Reason.TOO_MANY)
        elif len(file.content) > self._bytes_left:
            self._leave_out(path, Reason.TOO_MUCH)
        else:
            self.files[path] = file
            self._bytes_left -= len(file.content)
            if stamp is not None:
                self.seen[path] = (stamp, file)

    def _keep(self, path: str) -> None:
        """Let what was last read at or under `path` stand: it is there, only closed to us."""
        for known, file in self._known.files.items():
            if known == path or known.startswith(path + "/"):
                self._add(known, file)

    def _leave_out(self, path: str, reason: Reason) -> None:
        if len(self.left_out) < _NOTES:
            self.left_out.append(LeftOut(path, reason))
