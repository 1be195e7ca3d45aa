"""Plain tar archives of a package's files: the same bytes for the same files, and read within bounds.

Reading yields contents, not files on a disk: nothing is extracted, so no name in an archive ever leads anywhere.
"""

import io
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from proctor.errors import PackageError

FILES_MAX: Final = 5_000
BYTES_MAX: Final = 64 << 20
_ARCHIVE_BYTES_MAX: Final = 2 * BYTES_MAX
_ANYWHERE: Final = "/nowhere"
_DAMAGED: Final = "get the file again; it was damaged or was not made by: proctor exercise bundle"


def packed(files: Mapping[str, bytes]) -> bytes:
    """A tar archive of `files` by path: sorted, without times, owners or modes of this machine."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(files):
            member = tarfile.TarInfo(path)
            member.size = len(files[path])
            member.mode = 0o644
            archive.addfile(member, io.BytesIO(files[path]))
    return whole.getvalue()


def unpacked(archive: bytes, name: str) -> dict[str, bytes]:
    """The plain files in a tar archive by path. PackageError, naming it `name`, for anything else that is in it.

    At most `FILES_MAX` entries and `BYTES_MAX` bytes in all are taken.
    """
    files: dict[str, bytes] = {}
    left_bytes = BYTES_MAX
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as opened:
            for member in _members(opened, name):
                left_bytes -= member.size
                if left_bytes < 0:
                    raise PackageError(f"{name} holds more than {BYTES_MAX >> 20} MiB", hint=_DAMAGED)
                if member.name in files:
                    raise PackageError(f"{name} holds {member.name!r} twice", hint=_DAMAGED)
                content = opened.extractfile(member)
                files[member.name] = content.read() if content else b""
    except (tarfile.TarError, OSError, ValueError, OverflowError) as error:
        raise PackageError(f"{name} cannot be read: {error}", hint=_DAMAGED) from error
    return files


def read_bounded(path: Path) -> bytes:
    """The content of a file that somebody sent; PackageError if it is none, or larger than any bundle."""
    try:
        with path.open("rb") as file:
            content = file.read(_ARCHIVE_BYTES_MAX + 1)
    except FileNotFoundError:
        raise PackageError(f"there is no file {path}", hint="give the path of the file that you were sent") from None
    except OSError as error:
        raise PackageError(f"{path}: {error.strerror}", hint="give a file that you may read") from error
    if len(content) > _ARCHIVE_BYTES_MAX:
        raise PackageError(f"{path} is larger than {_ARCHIVE_BYTES_MAX >> 20} MiB", hint=_DAMAGED)
    return content


def _members(archive: tarfile.TarFile, name: str) -> Iterator[tarfile.TarInfo]:
    """The plain files of an archive, one header at a time; folders are passed over, all else is refused."""
    for count, member in enumerate(archive):
        if count >= FILES_MAX:
            raise PackageError(f"{name} holds more than {FILES_MAX} entries", hint=_DAMAGED)
        if member.isdir():
            continue
        if not member.isreg() or member.issparse() or member.size < 0:
            raise PackageError(f"{name}: {member.name!r} is no plain file", hint=_DAMAGED)
        # What Python itself refuses to extract as data (links, devices, paths that lead out) is refused here too.
        tarfile.data_filter(member, _ANYWHERE)
        if not plain_path(member.name):
            raise PackageError(f"{name}: {member.name!r} is no path inside a package", hint=_DAMAGED)
        yield member


def plain_path(path: str) -> bool:
    """Whether `path` is relative, leads down only, is spelled in one way, and prints."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and "/".join(parts) == path
        and not path.startswith("/")
        and ".." not in parts
        and (path.isprintable())
    )
