"""Where proctor's own checkout is: the folder that holds `exercises/` and `sessions/`, found from anywhere."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

HOME_VARIABLE: Final = "PROCTOR_HOME"
_NOTE: Final = "proctor-home"


def checkout(*holding: str, environment: Mapping[str, str] = os.environ, cwd: Path | None = None) -> Path | None:
    """The nearest home that holds all these folders: named by `PROCTOR_HOME`, installed from, or around `cwd`."""
    for home in _homes(environment, cwd or Path.cwd()):
        if all((home / folder).is_dir() for folder in holding):
            return home
    return None


def installed_from() -> tuple[Path, ...]:
    """The checkout the code lies in, and the one the set-up noted beside the interpreter."""
    note = Path(sys.prefix) / _NOTE
    around_code = Path(__file__).resolve().parents[1]
    return (around_code, Path(note.read_text(encoding="utf-8").strip())) if note.is_file() else (around_code,)


def _homes(environment: Mapping[str, str], cwd: Path) -> Iterator[Path]:
    if environment.get(HOME_VARIABLE):
        yield Path(environment[HOME_VARIABLE])
    yield from installed_from()
    yield cwd
    yield from cwd.parents
