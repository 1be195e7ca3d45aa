"""Opening what a candidate made: relative to a folder already open, following no link, never blocking.

Between a look at a name and the use of it the name may have been swapped, so only what is open is believed.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CHUNK: Final = 1 << 20


class NotRegularError(OSError):
    """The name stands for a device, pipe or socket."""


class OverLimitError(OSError):
    """The file is larger than the reader wants."""


@dataclass(frozen=True)
class Stamp:
    """What tells, without reading, that a file is probably the one seen before."""

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int
    mode: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        """Return the stamp in `status`."""
        return cls(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_mode)


@contextlib.contextmanager
def open_folder(name: str | Path, *, within: int | None = None) -> Iterator[int]:
    """Hold a folder open for a block; raises OSError if it is not one, or a link to one."""
    fd = os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=within)
    try:
        yield fd
    finally:
        os.close(fd)


def read_regular(name: str, *, within: int, max_bytes: int) -> tuple[bytes, Stamp]:
    """Return a regular file's content and the stamp it had before the first byte was read.

    Raises: OSError; in particular NotRegularError and OverLimitError (decided without reading a sparse giant).
    """
    fd = os.open(name, _FLAGS, dir_fd=within)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularError
        if status.st_size > max_bytes:
            raise OverLimitError
        return _read_up_to(fd, max_bytes), Stamp.of(status)
    finally:
        os.close(fd)


def _read_up_to(fd: int, max_bytes: int) -> bytes:
    content = bytearray()
    while chunk := os.read(fd, _CHUNK):
        content += chunk
        if len(content) > max_bytes:  # it grew while it was read
            raise OverLimitError
    return bytes(content)
