"""A workspace's content at one moment, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha1, sha256
from types import MappingProxyType
from typing import Literal

Mode = Literal["100644", "100755", "120000"]
"""A file's mode in git's words: plain, executable, symbolic link."""


def blob_id(content: bytes) -> str:
    """Return the name git gives to `content`, so that a walk and a commit can be compared without git."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class TreeFile:
    """One file: its mode, git's name for its content, and the content (a link's target if it is a link)."""

    mode: Mode
    blob: str
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, content: bytes, mode: Mode = "100644") -> "TreeFile":
        """Return the file with this content."""
        return cls(mode, blob_id(content), content)


class Reason(StrEnum):
    """Why something in the workspace is not part of a tree."""

    SPECIAL = "not a regular file"
    TOO_LARGE = "larger than one file may be"
    TOO_MUCH = "more than the workspace may hold in all"
    TOO_MANY = "more entries than are looked at"
    TOO_DEEP = "folders nested too deep"
    TOO_SLOW = "not reached within the time for one look"
    UNREADABLE = "cannot be read"
    RESERVED = "a name that belongs to git"


@dataclass(frozen=True)
class LeftOut:
    """A path that was seen and not taken, and why; an empty path means the workspace as a whole."""

    path: str
    reason: Reason


@dataclass(frozen=True)
class Tree:
    """Every file that counts, by its path with `/`.

    Paths are text as Python gives file names: bytes that are not UTF-8 stand as lone surrogates. `shown` makes one
    printable, `os.fsencode` gives the bytes back.
    """

    files: Mapping[str, TreeFile]
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(self.files)))

    @classmethod
    def of(cls, contents: Mapping[str, bytes]) -> "Tree":
        """Return the tree of plain files with these contents."""
        return cls({path: TreeFile.of(content) for path, content in contents.items()})

    @cached_property
    def digest(self) -> str:
        """SHA-256 over paths, modes and contents; equal exactly when nothing that counts changed."""
        total = sha256()
        for path, file in sorted(self.files.items()):
            total.update(f"{file.mode} {file.blob} ".encode() + path.encode(errors="surrogateescape") + b"\0")
        return total.hexdigest()

    def contents(self) -> dict[str, bytes]:
        """Return what a check run gets: regular files with names that are text, without links."""
        return {
            path: file.content for path, file in self.files.items() if file.mode != "120000" and shown(path) == path
        }


def shown(path: str) -> str:
    """Return `path` as it can be printed and sent: what is not a printable character is escaped."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in path
    )
