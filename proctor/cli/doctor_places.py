"""Where sessions, exercises and sockets lie here, and whether a sandbox would show them to candidate code."""

import shutil
from pathlib import Path
from typing import Final

import msgspec

from proctor.catalog.library import EXERCISES_VARIABLE, folders
from proctor.link.places import passing_places
from proctor.record.store import SESSIONS_VARIABLE, sessions_root
from proctor.sandbox.remedies import Exposed
from proctor.sandbox.shown import shown_by

_RUNTIME_VARIABLE: Final = "PROCTOR_RUNTIME"


class PlaceReport(msgspec.Struct, frozen=True, kw_only=True):
    """One place; `shown_by` is the folder that makes it readable inside every sandbox, null if nothing does."""

    what: str
    path: str
    variable: str
    shown_by: str | None


def places() -> tuple[PlaceReport, ...]:
    """The folder of sessions, each folder of exercises, the folder of sockets."""
    return (
        _place("sessions", sessions_root(), SESSIONS_VARIABLE),
        *(_place("exercises", folder, EXERCISES_VARIABLE) for folder in folders()),
        _place("sockets", passing_places().root.parent, _RUNTIME_VARIABLE),
    )


def exposed(found: tuple[PlaceReport, ...]) -> tuple[Exposed, ...]:
    """Those that a sandbox would show."""
    return tuple(
        Exposed(place.what, Path(place.path), Path(place.shown_by), place.variable)
        for place in found
        if place.shown_by is not None
    )


def free_bytes(folder: Path) -> int:
    """The room on the disk that a folder is on, or would be on once it is made."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free


def _place(what: str, path: Path, variable: str) -> PlaceReport:
    top = shown_by(path)
    return PlaceReport(what=what, path=str(path), variable=variable, shown_by=str(top) if top else None)
