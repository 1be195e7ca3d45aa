"""What `git fast-import` is told to make a commit or to move a name, as bytes; pure."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from proctor.record.tree import TreeFile, shown

MARK: Final = b":1"
"""The commit that the next answer is about."""
_PLAIN: Final = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("<>", " "))


@dataclass(frozen=True)
class Facts:
    """What a snapshot says about the moment it was taken: phase, seconds used of it, the journal's `seq`."""

    at: datetime
    phase: str
    clock_s: float
    seq: int
    subject: str = ""


def commit_commands(  # noqa: PLR0913 - the parts of a commit, each named at the call
    *,
    ref: str,
    parent: str | None,
    author: str,
    at: datetime,
    message: str,
    body: bytes,
) -> bytes:
    """Return the commands that make one commit on `ref` and print its name and its tree's."""
    when = f"{int(at.timestamp())} +0000"
    head = (
        f"commit {ref}\nmark {MARK.decode()}\n"
        f"author {_person(author)} {when}\ncommitter proctor <> {when}\n"
        f"data {len(message.encode())}\n{message}\n"
    )
    origin = f"from {parent}\n" if parent else ""
    return (head + origin).encode() + body + b"\nget-mark " + MARK + b"\nls " + MARK + b' ""\n'


def file_commands(removed: Iterable[str], written: Mapping[str, TreeFile]) -> bytes:
    """Return what takes `removed` out of a commit and puts `written` in.

    Removals come first: a file may have become a folder.
    """
    parts = [b"D " + quoted(path) + b"\n" for path in removed]
    for path, file in written.items():
        parts.append(b"M " + file.mode.encode() + b" inline " + quoted(path) + b"\n")
        parts.append(data(file.content))
    return b"".join(parts)


def name_commands(ref: str, commit: str) -> bytes:
    """Return what lets `ref` name `commit`."""
    return f"reset {ref}\nfrom {commit}\n\n".encode()


def data(content: bytes) -> bytes:
    """Return `content` as a counted block."""
    return b"data %d\n" % len(content) + content + b"\n"


def quoted(path: str) -> bytes:
    """Return a path in git's C spelling, whatever bytes it has."""
    raw = os.fsencode(path)
    return b'"' + b"".join(bytes((byte,)) if byte in _PLAIN else b"\\%03o" % byte for byte in raw) + b'"'


def message_of(facts: Facts, changed: list[str]) -> str:
    """Return the message of a snapshot: what was saved, and the trailers that a reviewer's tools read."""
    minutes, seconds = divmod(int(facts.clock_s), 60)
    lines = (
        facts.subject or _subject(changed),
        "",
        f"Proctor-Phase: {facts.phase}",
        f"Proctor-Clock: {minutes:02}:{seconds:02}",
        f"Proctor-Seq: {facts.seq}",
    )
    return "\n".join(lines) + "\n"


def _subject(changed: list[str]) -> str:
    if not changed:
        return "Save nothing new"
    first = shown(changed[0])
    return f"Save {first}" if len(changed) == 1 else f"Save {first} and {len(changed) - 1} more"


def _person(name: str) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in name).translate(_NOT_IN_NAMES).split())
    return f"{plain or 'candidate'} <>"
