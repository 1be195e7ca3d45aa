"""Deleting a session's folder, in steps of which each can be the last one: what was begun is found and finished.

The receipt is laid into the folder, the folder gets a name that is no session's, the receipt is written beside the
sessions, and then everything goes. Links inside are removed, never followed.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from proctor.errors import RecordError, UsageError
from proctor.record.disk import sync_folder
from proctor.record.receipts import Receipt, add_receipt
from proctor.record.store import SessionFolder

ASIDE: Final = ".purging-"
"""How the names of folders begin that are being deleted."""
_NOTE: Final = "purge-receipt.json"
_ENOUGH: Final = stat.S_IRWXU


class Extent(NamedTuple):
    """How much lies in a folder, links counted as themselves."""

    files: int
    bytes: int


def extent_of(folder: Path) -> Extent:
    """How much `folder` holds; what cannot be looked at is not counted."""
    sizes = [path.lstat().st_size for path in _files(folder)]
    return Extent(len(sizes), sum(sizes))


def refuse_links(folder: SessionFolder) -> None:
    """Raise UsageError if the session's name is only a link: what it leads to may not be ours to delete."""
    if folder.path.is_symlink():
        raise UsageError(
            f"{folder.path} is a link to another folder", hint=f"name the folder itself: {folder.path.resolve()}"
        )


def set_aside(folder: SessionFolder, receipt: Receipt) -> Path:
    """Take the session out of the sessions, with the receipt that it will leave; return where it is now.

    Raises: RecordError; the session is then where it was.
    """
    refuse_links(folder)
    root, aside = folder.path.parent, folder.path.with_name(ASIDE + folder.id)
    note = folder.path / _NOTE
    try:
        note.unlink(missing_ok=True)
        with note.open("xb") as file:
            file.write(msgspec.json.encode(receipt))
            file.flush()
            os.fsync(file.fileno())
        folder.path.rename(aside)
        sync_folder(root)
    except OSError as fault:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        full = fault.errno == errno.ENOSPC
        what = "make room for its receipt, some kilobytes" if full else "check who may write there"
        raise RecordError(
            f"cannot delete {folder.path}: {fault.strerror}", hint=f"{what}; nothing was deleted"
        ) from fault
    return aside


def purge_aside(aside: Path) -> None:
    """Leave the receipt, then delete everything. Raises: RecordError naming what could not be deleted."""
    receipt = _noted(aside)
    if receipt is not None:
        add_receipt(aside.parent, receipt)
    try:
        _open_up(aside)
        shutil.rmtree(aside)
        sync_folder(aside.parent)
    except FileNotFoundError:
        pass  # another process that finishes the same
    except OSError as fault:
        raise RecordError(
            f"not everything could be deleted: {fault.filename}: {fault.strerror}",
            hint="delete that as its owner, then call proctor purge again: it finishes what was begun",
        ) from fault


def interrupted(root: Path) -> tuple[Path, ...]:
    """The folders under `root` whose deletion was begun and did not end."""
    return tuple(path for path in sorted(root.glob(f"{ASIDE}*")) if path.is_dir() and not path.is_symlink())


def original_of(aside: Path) -> Path:
    """Where the session was before it was set aside."""
    return aside.with_name(aside.name.removeprefix(ASIDE))


def _noted(aside: Path) -> Receipt | None:
    try:
        return msgspec.json.decode((aside / _NOTE).read_bytes(), type=Receipt)
    except (OSError, msgspec.DecodeError):
        return None  # it is gone only when its line was written


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        yield from (Path(parent) / name for name in (*files, *links))


def _open_up(folder: Path) -> None:
    """Let ourselves into folders that were closed, as code under test may leave them."""
    for parent, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(parent) / name
            found = path.lstat()
            closed = stat.S_ISDIR(found.st_mode) and found.st_mode & _ENOUGH != _ENOUGH
            if closed and found.st_uid == os.getuid():
                path.chmod(_ENOUGH)
