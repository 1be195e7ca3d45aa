"""The machine's clock that counts suspend and ignores changes of the wall clock, and the identity of its boot."""

import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_CLOCK: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux: CLOCK_BOOTTIME. macOS has none; its CLOCK_MONOTONIC goes on while the machine sleeps."""


def boot_ns() -> int:
    """Nanoseconds since the machine started."""
    return time.clock_gettime_ns(_CLOCK)


def boot_id() -> str:
    """An identity of this boot; readings of `boot_ns` compare only within one."""
    linux = Path("/proc/sys/kernel/random/boot_id")
    if linux.exists():
        return linux.read_text(encoding="ascii").strip()
    started_s = round(time.time() - boot_ns() / 1e9, -1)
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{uuid.getnode()}-{started_s:.0f}"))


def utc_text() -> str:
    """The wall clock as RFC 3339 text with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
