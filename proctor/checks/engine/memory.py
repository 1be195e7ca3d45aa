"""Memory of the code that runs, watched from outside: limits of a process do not bound a family of processes.

The kernel bounds it where a control group can be had; a look at the whole family every now and then does so
everywhere on Linux, and both may act.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.checks.engine.family import children, descendants
from proctor.sandbox.cgroups import Group

_LOOK_S: Final = 0.05
_KIB: Final = 1024
_ROOM_BYTES: Final = 256 << 20
"""What the kernel counts beside the limit: the zygote's own, and files in memory."""
_COUNTED: Final = ("RssAnon:", "RssShmem:")


@dataclass(frozen=True, slots=True)
class Use:
    """One process and the memory that it has beyond what its zygote shares with it."""

    pid: int
    own_bytes: int


class MemoryWatch:
    """Bounds everything that a zygote has forked while runs last; ends the biggest processes above the limit.

    A page that relatives share is counted for each of them by the quick look, so an excess is confirmed by the slow
    one, which divides it (Pss), before anything is ended.
    """

    def __init__(self, group: Group | None) -> None:
        self._group = group
        self._limits: list[int] = []
        self._zygote = 0
        self._task: asyncio.Task[None] | None = None
        self._ended = False
        self._ended_by_kernel = 0

    @asynccontextmanager
    async def over(self, zygote: int, limit_bytes: int) -> AsyncIterator[None]:
        """Watch for the length of a run."""
        self._follow(zygote)
        self._limits.append(limit_bytes)
        self._bound()
        if self._task is None:
            self._task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._limits.remove(limit_bytes)
            self._bound()
            if not self._limits and self._task is not None:
                self._task.cancel()
                self._task = None

    def take_excess(self) -> bool:
        """Whether processes were ended for their memory since the last call."""
        by_kernel = self._group.ended() if self._group is not None else 0
        excess = self._ended or by_kernel > self._ended_by_kernel
        self._ended, self._ended_by_kernel = False, by_kernel
        return excess

    def close(self) -> None:
        """Give the group back, once nobody is left in it."""
        if self._group is not None:
            self._group.remove()

    def _follow(self, zygote: int) -> None:
        if zygote != self._zygote and self._group is not None:
            self._group.admit([zygote, *descendants(zygote)])
        self._zygote = zygote

    def _bound(self) -> None:
        if self._group is not None and self._limits:
            self._group.limit(sum(self._limits) + _ROOM_BYTES)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            limit = sum(self._limits)
            if total(quick_uses(self._zygote)) > limit:
                uses = sorted(exact_uses(self._zygote), key=lambda use: use.own_bytes, reverse=True)
                if total(uses) > limit:
                    self._ended = True
                    end_above(uses, limit)


def quick_uses(zygote: int) -> list[Use]:
    """What each descendant holds now beyond the zygote's own memory; shared pages count several times."""
    base = _resident_bytes(zygote)
    return [Use(pid, max(_resident_bytes(pid) - base, 0)) for pid in descendants(zygote)]


def exact_uses(zygote: int) -> Iterator[Use]:
    """The same with shared pages divided; milliseconds for each process."""
    for pid in descendants(zygote):
        divided = _proportional_bytes(pid)
        yield Use(pid, divided if divided is not None else _resident_bytes(pid))


def end_above(uses: list[Use], limit_bytes: int) -> None:
    """End processes, the biggest first, until what is left is within the limit."""
    left = total(uses)
    for use in uses:
        if left <= limit_bytes:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.kill(use.pid, signal.SIGKILL)
        left -= use.own_bytes


def total(uses: list[Use]) -> int:
    """Bytes of all together."""
    return sum(use.own_bytes for use in uses)


def innermost(pid: int) -> int:
    """The zygote behind a process: itself, or the second process inside of the sandbox that it keeps."""
    with suppress(OSError):
        while Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "bwrap":
            inside = children(pid)
            if not inside:
                break
            pid = min(inside)
    return pid


def _resident_bytes(pid: int) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith(_COUNTED))
    return 0


def _proportional_bytes(pid: int) -> int | None:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
    return None
