"""An exported session laid out again as a session's folder, for its reader alone."""

from pathlib import Path
from typing import Final

from proctor.errors import RecordError
from proctor.record.parcel import read_parcel
from proctor.record.parcel_names import EVENTS
from proctor.record.store import SessionFolder

_FOLDER: Final = 0o700
_FILE: Final = 0o600


def unpacked(file: Path, into: Path) -> SessionFolder:
    """Lay out what is in `file` in the empty folder `into`. Raises: RecordError, leaving it half done."""
    try:
        into.mkdir(mode=_FOLDER, exist_ok=True)
        return _laid_out(file, SessionFolder(into))
    except OSError as fault:
        raise RecordError(
            f"cannot unpack {file.name}: {fault.strerror}", hint=f"make room where {into.parent} is"
        ) from fault


def _laid_out(file: Path, folder: SessionFolder) -> SessionFolder:
    beside = read_parcel(file, folder.record)
    if EVENTS not in beside:
        raise RecordError(f"{file.name} holds no journal", hint="ask for the file again; it is a copy of the work only")
    for path, content in beside.items():
        lay(folder.path / path, content)
    return folder


def lay(path: Path, content: bytes) -> None:
    """Write one new file, for its owner alone."""
    path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    path.touch(_FILE, exist_ok=False)
    path.write_bytes(content)
