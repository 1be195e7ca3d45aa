"""The saves of a repository that somebody else made, within the bounds of a workspace: every tree is looked at once."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from proctor.errors import RecordError
from proctor.record.history import History, contents_of
from proctor.record.repository import LATE, WORK, open_repository, output
from proctor.record.walk_pass import WalkLimits

SNAPSHOTS_MAX: Final = 20_000
_TREE_BYTES_MAX: Final = 8 << 20
_TREES_BYTES_MAX: Final = 256 << 20
_DEPTH_MAX: Final = 64
_AT_ONCE_BYTES: Final = 16 << 20
_NAME_BYTES: Final = 20
_FOLDER: Final = b"40000"
_ELSEWHERE: Final = b"160000"
_REFUSED: Final = "ask for the file again; it was damaged, or not made by: proctor export"


class _Size(NamedTuple):
    """Of everything below a folder."""

    files: int
    total_bytes: int
    largest_bytes: int


@dataclass(slots=True)
class _Folder:
    """The names of what is in one tree, once for each time that it is in it."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def refuse_large(record: Path) -> None:
    """Refuse more or larger saves than a session makes: whoever reads them needs no bounds. Raises: RecordError."""
    git = open_repository(record)
    roots: set[str] = set()
    for name in sorted({WORK, LATE} & History(record).refs().keys()):
        trees = output(git, "log", "--format=%T", f"--max-count={SNAPSHOTS_MAX + 1}", name).decode().split()
        if len(trees) > SNAPSHOTS_MAX:
            raise RecordError(f"there are more than {SNAPSHOTS_MAX} saves", hint=_REFUSED)
        roots.update(trees)
    folders = _folders(git, roots)
    sizes_bytes = _sizes(git, {blob for folder in folders.values() for blob in folder.files})
    known: dict[str, _Size] = {}
    limits = WalkLimits()
    for root in roots:
        size = _measured(root, folders, sizes_bytes, known)
        if size.files > limits.files or size.total_bytes > limits.total_bytes or size.largest_bytes > limits.file_bytes:
            raise RecordError("a save is larger than a workspace can be", hint=_REFUSED)


def _folders(git: Any, roots: set[str]) -> dict[str, _Folder]:
    """Every tree below `roots`, level by level."""
    found: dict[str, _Folder] = {}
    level = set(roots)
    left_bytes = _TREES_BYTES_MAX
    for _ in range(_DEPTH_MAX):
        if not level:
            return found
        for name, content in _trees(git, level):
            found[name] = _folder(content)
            left_bytes -= len(content)
            if left_bytes < 0:
                raise RecordError("the saves hold more files than a workspace can", hint=_REFUSED)
        level = {name for tree in level for name in found[tree].folders} - found.keys()
    raise RecordError("a save has folders deeper than a workspace can", hint=_REFUSED)


def _trees(git: Any, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    sizes_bytes = _sizes(git, names)
    if max(sizes_bytes.values(), default=0) > _TREE_BYTES_MAX:
        raise RecordError("a save holds more files than a workspace can", hint=_REFUSED)
    for some in _in_parts(sizes_bytes):
        yield from contents_of(git, some).items()


def _folder(content: bytes) -> _Folder:
    folder = _Folder()
    at = 0
    while at < len(content):
        end = content.index(b"\0", at)
        mode = content[at : content.index(b" ", at)]
        at = end + 1 + _NAME_BYTES
        name = content[end + 1 : at].hex()
        if mode == _FOLDER:
            folder.folders.append(name)
        elif mode != _ELSEWHERE:
            folder.files.append(name)
    return folder


def _sizes(git: Any, names: Iterable[str]) -> dict[str, int]:
    """How many bytes each object has, asked for all at once."""
    process = git.cat_file("--batch-check=%(objectname) %(objectsize)", istream=subprocess.PIPE, as_process=True)
    printed, _ = process.proc.communicate("".join(f"{name}\n" for name in names).encode())
    rows = [row.split() for row in printed.decode().splitlines()]
    if any(not size.isdecimal() for _, size in rows):
        raise RecordError("a save cannot be read", hint=_REFUSED)
    return {name: int(size) for name, size in rows}


def _measured(tree: str, folders: dict[str, _Folder], sizes_bytes: dict[str, int], known: dict[str, _Size]) -> _Size:
    """What is below a tree; a part that many share is measured once. Its depth is bounded by `_folders`."""
    if (size := known.get(tree)) is not None:
        return size
    folder = folders[tree]
    own = [sizes_bytes[blob] for blob in folder.files]
    below = [_measured(name, folders, sizes_bytes, known) for name in folder.folders]
    known[tree] = size = _Size(
        len(own) + sum(part.files for part in below),
        sum(own) + sum(part.total_bytes for part in below),
        max([*own, *(part.largest_bytes for part in below)], default=0),
    )
    return size


def _in_parts(sizes_bytes: dict[str, int]) -> Iterator[list[str]]:
    """The names, in groups that fit into memory together."""
    some: list[str] = []
    together_bytes = 0
    for name, size in sizes_bytes.items():
        some.append(name)
        together_bytes += size
        if together_bytes > _AT_ONCE_BYTES:
            yield some
            some, together_bytes = [], 0
    if some:
        yield some
