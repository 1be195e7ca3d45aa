"""A control group for one family of processes, so that the kernel itself bounds their memory, where it lets us.

Version 1 (a `memory` hierarchy) and version 2 (one hierarchy; the group beside ours must be ours to make, as it is
for root and below a user's own service manager). Source: the kernel's cgroup-v1/memory and cgroup-v2 documents.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

_OWN: Final = Path("/proc/self/cgroup")
_MOUNTS: Final = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of our own; `limit_file` takes bytes, `events_file` counts what was ended for its memory."""

    path: Path
    limit_file: str
    events_file: str

    @classmethod
    def make(cls, name: str) -> Self | None:
        """A new group, or None where none can be had."""
        for parent, limit_file, events_file in _places():
            path = parent / name
            with suppress(OSError):
                path.mkdir(exist_ok=True)
                if os.access(path / limit_file, os.W_OK) and os.access(path / "cgroup.procs", os.W_OK):
                    return cls(path, limit_file, events_file)
                path.rmdir()
        return None

    def admit(self, pids: Iterable[int]) -> bool:
        """Move processes in; what they fork from then on is in it too. False where the kernel refuses."""
        try:
            for pid in pids:
                (self.path / "cgroup.procs").write_text(str(pid), encoding="ascii")
        except OSError:
            return False
        return True

    def limit(self, size_bytes: int) -> None:
        """Bound the memory that its processes take from now on; more than is in use already cannot be taken back."""
        with suppress(OSError):
            (self.path / self.limit_file).write_text(str(size_bytes), encoding="ascii")

    def ended(self) -> int:
        """How many processes the kernel has ended for their memory."""
        with suppress(OSError, ValueError):
            for line in (self.path / self.events_file).read_text(encoding="ascii").splitlines():
                word, _, count = line.partition(" ")
                if word == "oom_kill":
                    return int(count)
        return 0

    def remove(self) -> None:
        """Take the group away; it can only go once nobody is in it."""
        with suppress(OSError):
            self.path.rmdir()


def _places() -> list[tuple[Path, str, str]]:
    """Where a group could be made: folder, name of its limit, name of its counters."""
    try:
        own = [line.split(":", 2) for line in _OWN.read_text(encoding="utf-8").splitlines()]
        mounts = [line.split() for line in _MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return []
    found: list[tuple[Path, str, str]] = []
    for _, controllers, path in own:
        for root, place in _hierarchies(mounts, controllers):
            with suppress(ValueError):
                ours = place / Path(path).relative_to(root)
                if "memory" in controllers.split(","):
                    found.append((ours, "memory.limit_in_bytes", "memory.oom_control"))
                elif not controllers and "memory" in _given_below(ours.parent):
                    found.append((ours.parent, "memory.max", "memory.events"))
    return found


def _hierarchies(mounts: list[list[str]], controllers: str) -> list[tuple[str, Path]]:
    """Where the hierarchy of these controllers is mounted, and which part of it (proc_pid_mountinfo(5))."""
    found = []
    for fields in mounts:
        kind, options = fields[fields.index("-") + 1], fields[-1].split(",")
        is_it = kind == "cgroup" and set(controllers.split(",")) <= set(options) if controllers else kind == "cgroup2"
        if is_it:
            found.append((fields[3], Path(fields[4])))
    return found


def _given_below(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "cgroup.subtree_control").read_text(encoding="ascii")
    return ""
