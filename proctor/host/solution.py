"""A solution that somebody hands in as a file or a folder, as the content of a workspace.

It may come from anybody, so it is read like a candidate's workspace: within bounds, and no link is followed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.catalog.package import Exercise
from proctor.errors import UsageError
from proctor.record.careful_open import NotRegularError, OverLimitError, open_folder, read_regular
from proctor.record.tree import shown
from proctor.record.walk import Walker
from proctor.record.walk_pass import WalkLimits

_LIMITS: Final = WalkLimits()


@dataclass(frozen=True, slots=True)
class Solution:
    """What is graded, and what a person should know about how it was read."""

    contents: Mapping[str, bytes]
    remarks: tuple[str, ...] = ()


def read_solution(exercise: Exercise, level: str, path: Path) -> Solution:
    """The workspace of `level` with the solution at `path` in it: a file as the entry, a folder over the starter.

    Raises: UsageError if there is no such file or folder, or it is a link or too large.
    """
    if path.is_symlink():
        raise UsageError(f"{path} is a link, and none is followed", hint="name what it leads to")
    starter = exercise.workspace(level)
    if path.is_dir():
        return _folder(starter, exercise.manifest.entry, path)
    return Solution({**starter, exercise.manifest.entry: _file(path)})


def _folder(starter: Mapping[str, bytes], entry: str, path: Path) -> Solution:
    tree = Walker(path, (entry,), limits=_LIMITS).walk()
    own = tree.contents()
    remarks = [f"left out {shown(left.path) or 'more'}: {left.reason}" for left in tree.left_out]
    remarks += [f"left out {shown(name)}: a link, or an odd name" for name in tree.files if name not in own]
    if entry not in own:
        remarks.append(f"{path} holds no {entry}: the starter's is graded")
    return Solution({**starter, **own}, tuple(remarks))


def _file(path: Path) -> bytes:
    try:
        with open_folder(path.parent.resolve()) as folder:
            return read_regular(path.name, within=folder, max_bytes=_LIMITS.file_bytes)[0]
    except OverLimitError:
        limit = f"{_LIMITS.file_bytes >> 20} MiB"
        raise UsageError(f"{path} is larger than a file may be ({limit})", hint="name the solution's file") from None
    except NotRegularError:
        raise UsageError(f"{path} is neither a file nor a folder", hint="name the solution's file") from None
    except OSError as fault:
        raise UsageError(f"cannot read {path}: {fault.strerror}", hint="name a file or a folder") from fault
