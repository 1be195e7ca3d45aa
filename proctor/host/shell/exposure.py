"""What must not lie where every confined program may read: among the system's programs or this Python's packages."""

from collections.abc import Iterable
from pathlib import Path

from proctor.catalog import library
from proctor.record.store import sessions_root
from proctor.sandbox.bubblewrap import SYSTEM_PATHS
from proctor.sandbox.interpreter import interpreter_paths


def exposed(private: Iterable[Path] | None = None) -> str:
    """Why confinement would hide nothing here, in words; empty when it would.

    `private` are the folders to hide: by default those of sessions and exercises.
    """
    hidden = (sessions_root(), *library.folders()) if private is None else private
    public = [path.resolve() for path in (*map(Path, SYSTEM_PATHS), *interpreter_paths().values())]
    for folder in hidden:
        for above in public:
            if folder.resolve().is_relative_to(above):
                return f"{folder} lies in {above}, which every program may read: keep sessions and exercises elsewhere"
    return ""
