"""Who holds the lock of a file, where the system tells."""

import os
from pathlib import Path
from typing import Final

_LOCKS: Final = Path("/proc/locks")


def lock_holder(fd: int) -> int | None:
    """Return the process id that holds a `flock` on the file open at `fd`, or None where that is not known."""
    status = os.fstat(fd)
    file = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    try:
        rows = _LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for row in rows:
        # "1: FLOCK  ADVISORY  WRITE 4711 fe:00:1234 0 EOF"; a waiting one has "->" in second place.
        fields = row.split()
        if len(fields) >= 6 and fields[1] == "FLOCK" and fields[5] == file and int(fields[4]) > 0:
            return int(fields[4])
    return None
