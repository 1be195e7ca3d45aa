"""Whether other accounts can read what this Python consists of: root runs a candidate's code as somebody else."""

import importlib.util
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from proctor.sandbox.interpreter import interpreter_paths


def unreadable_to_others() -> str:
    """The first file or folder of the interpreter, torch or proctor that others cannot read; empty for none.

    Only what lies below the folders that a sandbox shows is looked at: what is above them does not matter inside.
    """
    roots = {path.resolve() for path in interpreter_paths().values()}
    found = (importlib.util.find_spec(name) for name in ("torch", "proctor"))
    samples = [sys.executable, os.__file__, *(spec.origin for spec in found if spec and spec.origin)]
    return str(first_unreadable(roots, (Path(sample).resolve() for sample in samples)) or "")


def first_unreadable(roots: Iterable[Path], samples: Iterable[Path]) -> Path | None:
    """The first of the samples, or of the folders between them and the root that they lie below, closed to others."""
    tops = tuple(roots)
    for sample in samples:
        for top in tops:
            if sample.is_relative_to(top):
                below = [folder for folder in sample.parents if folder.is_relative_to(top)]
                closed = next((path for path in (*reversed(below), sample) if not _open_to_others(path)), None)
                if closed is not None:
                    return closed
    return None


def _open_to_others(path: Path) -> bool:
    mode = path.stat().st_mode
    wanted = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return mode & wanted == wanted
