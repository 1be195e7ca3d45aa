"""What every sandbox shows of the host: the system's programs, this Python, its packages, and proctor's own."""

from pathlib import Path

from proctor.sandbox.bubblewrap import SETTINGS_PATHS, SYSTEM_PATHS
from proctor.sandbox.interpreter import interpreter_paths


def shown_folders() -> tuple[Path, ...]:
    """Those folders and files as paths of the host, behind the links that lead to them."""
    paths = (*map(Path, (*SYSTEM_PATHS, *SETTINGS_PATHS)), *interpreter_paths().values())
    return tuple(dict.fromkeys(path.resolve() for path in paths))


def shown_by(path: Path) -> Path | None:
    """The shown folder that `path` is or lies below; None for a place that no sandbox shows."""
    real = path.resolve()
    return next((top for top in shown_folders() if real.is_relative_to(top)), None)
