"""Removing what a hostile process may have left: closed folders, very deep ones, very many files."""

import os
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import Final

_LIMIT_S: Final = 5.0


def wipe(path: Path) -> None:
    """Remove a folder with everything in it, whatever rights and depth; what cannot be removed is left."""
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        _by_force(path)


def empty(folder: Path, keep: Collection[Path] = ()) -> None:
    """Remove everything below a folder but `keep` and the way there, quickly: the next run waits for it."""
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        path = Path(entry.path)
        if path in keep:
            continue
        if any(path in kept.parents for kept in keep):
            empty(path, keep)
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                os.rmdir(entry.path)  # noqa: PTH106 - thousands of them
            else:
                os.unlink(entry.path)  # noqa: PTH108 - likewise
        except FileNotFoundError:
            continue
        except OSError:
            wipe(Path(entry.path))


def mounted_below(folder: Path) -> frozenset[Path]:
    """What is mounted somewhere below a folder (proc_pid_mountinfo(5)): a Python below `/tmp`, for one."""
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    points = {Path(line.split()[4].replace("\\040", " ")) for line in lines}
    return frozenset(point for point in points if folder in point.parents)


def _by_force(path: Path) -> None:
    """With programs that know no depth; links are never followed."""
    for command in (["chmod", "-R", "u+rwx", "--", str(path)], ["rm", "-rf", "--", str(path)]):
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_LIMIT_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return
