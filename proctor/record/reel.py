"""A record at hand for who goes through it step by step: two git processes stay, so that a step is a matter of 0.2 ms.

Contents and lists of files come from `git cat-file --batch`, changes from `git diff-tree --stdin`: what is shown is
what git says. One caller at a time per process; any thread.
"""

import os
import re
import subprocess
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, NamedTuple, Self

from proctor.errors import RecordError
from proctor.record.repository import environment_of
from proctor.record.tree import Mode

KEPT_BYTES: Final = 64 << 20
"""Of contents and changes that were asked for last; more is read again."""
_FOLDER: Final = b"40000"
_MODES: Final[dict[bytes, Mode]] = {b"100644": "100644", b"100755": "100755", b"120000": "120000"}
_NAME_BYTES: Final = 20
_NAME: Final = re.compile(r"[0-9a-f]{40}")
_END: Final = b"end\n"
"""git repeats a line that names nothing, and has then said everything before it; no line of a diff looks so."""
_CAT: Final = ("cat-file", "--batch")
_DIFF: Final = ("diff-tree", "--stdin", "-p", "-r", "-M", "--no-ext-diff", "--no-textconv", "--no-color")
_BROKEN: Final = "check the record with: git fsck"


class Entry(NamedTuple):
    """A file of a snapshot: its mode, and git's name for its content."""

    mode: Mode
    blob: str


class Reel:
    """The read side of the repository at `path`, kept open; `close` it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cat = _Process(path, _CAT)
        self._diff = _Process(path, _DIFF)
        self._kept = _Kept(KEPT_BYTES)
        self._turn = threading.Lock()

    def files(self, tree: str) -> dict[str, Entry]:
        """The files of a tree (or of a commit's) by path, sorted. Raises: RecordError."""
        return dict(sorted(self._walked(tree, "")))

    def content(self, blob: str) -> bytes:
        """A file's content by git's name for it. Raises: RecordError."""
        return self._object(blob)[1]

    def patch(self, before: str, after: str) -> bytes:
        """The unified diff from one tree to another, byte for byte as git prints it. Raises: RecordError."""
        key = f"{before} {after}"
        with self._turn:
            found = self._kept.get(key)
            if found is None:
                found = self._kept.put(key, self._changes(before, after))
        return found

    def close(self) -> None:
        """End the processes."""
        with self._turn:
            self._cat.close()
            self._diff.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _walked(self, tree: str, prefix: str) -> list[tuple[str, Entry]]:
        kind, content = self._object(f"{tree}^{{tree}}" if not prefix else tree)
        if kind != b"tree":
            raise RecordError(f"{tree} holds no files", hint=_BROKEN)
        found: list[tuple[str, Entry]] = []
        at = 0
        while at < len(content):
            end = content.index(b"\0", at)
            mode, _, name = content[at:end].partition(b" ")
            at = end + 1 + _NAME_BYTES
            blob, path = content[end + 1 : at].hex(), prefix + os.fsdecode(name)
            if mode == _FOLDER:
                found += self._walked(blob, f"{path}/")
            elif (known := _MODES.get(mode)) is not None:
                found.append((path, Entry(known, blob)))
        return found

    def _object(self, name: str) -> tuple[bytes, bytes]:
        with self._turn:
            found = self._kept.get(name)
            if found is None:
                found = self._kept.put(name, self._read(name))
        kind, _, content = found.partition(b"\n")
        return kind, content

    def _read(self, name: str) -> bytes:
        """Kind, newline, content."""
        if "\n" in name:  # git would take it for two questions
            raise RecordError(f"there is no {name!r} in the record", hint=_BROKEN)
        said = self._cat.ask(f"{name}\n".encode())
        head = said.readline().rstrip(b"\n").rsplit(b" ", 2)
        if len(head) < 3 or not head[2].isdigit():
            if head[-1] != b"missing":
                self._cat.close()
            raise RecordError(f"the record has lost {name}", hint=_BROKEN)
        content = said.read(int(head[2]) + 1)
        return head[1] + b"\n" + content[:-1]

    def _changes(self, before: str, after: str) -> bytes:
        """Git names both trees in a line, then come the changes."""
        if not (_NAME.fullmatch(before) and _NAME.fullmatch(after)):  # git would repeat the line, and compare nothing
            raise RecordError(f"{before[:10]} and {after[:10]} are no names of trees", hint=_BROKEN)
        if before == after:
            return b""
        said = self._diff.ask(f"{before} {after}\n".encode() + _END)
        lines: list[bytes] = []
        while (line := said.readline()) != _END:
            if not line:
                break
            lines.append(line)
        if line != _END or lines[:1] != [f"{before} {after}\n".encode()]:
            self._diff.close()  # it has ended, or is about to: the next question is for a new one
            raise RecordError(f"git cannot compare {before[:10]} with {after[:10]}", hint=_BROKEN)
        return b"".join(lines[1:])


class _Process:
    """One git process that answers line by line; started when it is first asked."""

    def __init__(self, path: Path, words: tuple[str, ...]) -> None:
        self._path, self._words = path, words
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: bytes) -> IO[bytes]:
        """Where the answer can be read."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = self._started()
        asked, said = self._process.stdin, self._process.stdout
        if asked is None or said is None:
            raise TypeError
        try:
            asked.write(question)
            asked.flush()
        except OSError as fault:
            self.close()
            raise RecordError(f"git {self._words[0]} ended", hint=_BROKEN) from fault
        return said

    def close(self) -> None:
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what a git that has ended did not take is lost
                    pipe.close()
        self._process.wait()
        self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["git", *self._words],
            env={**os.environ, **environment_of(self._path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


class _Kept:
    """What was asked for last, up to so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._known: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        if (found := self._known.get(key)) is not None:
            self._known.move_to_end(key)
        return found

    def put(self, key: str, content: bytes) -> bytes:
        self._known[key] = content
        self._bytes += len(content)
        while self._bytes > self._most_bytes and len(self._known) > 1:
            self._bytes -= len(self._known.popitem(last=False)[1])
        return content
