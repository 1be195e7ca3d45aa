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
    """Remove everything in a folder but what is to be kept, quickly: the next run waits for it."""
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        if Path(entry.path) in keep:
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


def _by_force(path: Path) -> None:
    """With programs that know no depth; links are never followed."""
    for command in (["chmod", "-R", "u+rwx", "--", str(path)], ["rm", "-rf", "--", str(path)]):
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_LIMIT_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return
