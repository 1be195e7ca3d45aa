"""Removing what a hostile process may have left: closed folders, very deep ones, very many files."""

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
    """Remove everything in a folder but what is to be kept."""
    for path in list(folder.iterdir()):
        if path in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            wipe(path)
        else:
            path.unlink(missing_ok=True)


def _by_force(path: Path) -> None:
    """With programs that know no depth; links are never followed."""
    for command in (["chmod", "-R", "u+rwx", "--", str(path)], ["rm", "-rf", "--", str(path)]):
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_LIMIT_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return
