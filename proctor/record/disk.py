"""The few disk operations that durability rests on, in one place so that a test can make each of them fail."""

import os
import sys
from pathlib import Path


class Disk:
    """Positioned writes and syncs on plain file descriptors; every method raises OSError as the system does."""

    def write_at(self, fd: int, content: bytes, offset: int) -> None:
        """Write all of `content` at `offset`, however many calls the system makes of it."""
        view = memoryview(content)
        while view:
            written = os.pwrite(fd, view, offset)
            view = view[written:]
            offset += written

    def sync(self, fd: int) -> None:
        """Return once the file's bytes and length are on the device."""
        if sys.platform == "linux":
            os.fdatasync(fd)
        else:
            os.fsync(fd)

    def truncate(self, fd: int, length: int) -> None:
        """Cut the file to `length` bytes."""
        os.ftruncate(fd, length)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable (a new file is lost in a crash as long as its name is)."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
