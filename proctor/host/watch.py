"""When to look at the workspace: file notices are hints, a look at intervals is the truth.

A file closed after writing, or moved into place, is a finished save: look at once. A bare modification may be half a
save, and a burst is a tool at work: look after a quiet moment, but never later than `LATEST_S` after the first notice.
"""

import asyncio
import os
from collections import deque
from pathlib import Path
from typing import Final

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from proctor.host.patience import happens
from proctor.record.noise import is_noise, is_reserved

QUIET_S: Final = 0.2
LATEST_S: Final = 2.0
BURST: Final = 5
BURST_WINDOW_S: Final = 0.1
LOOK_EVERY_S: Final = 3.0
_HINTS: Final = (FileClosedEvent, FileMovedEvent, FileModifiedEvent, FileCreatedEvent, FileDeletedEvent)


class LeadingEdge:
    """Turns notices into the moment to look. Pure: time is given."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque()
        self._first_s: float | None = None

    def look_at_s(self, now_s: float, *, finished: bool) -> float:
        """When to look after a notice at `now_s`; `finished` saves outside a burst are looked at right now."""
        self._recent.append(now_s)
        while self._recent[0] < now_s - BURST_WINDOW_S:
            self._recent.popleft()
        if finished and len(self._recent) <= BURST:
            return now_s
        if self._first_s is None:
            self._first_s = now_s
        return min(now_s + QUIET_S, self._first_s + LATEST_S)

    def looked(self) -> None:
        """A look was taken; the next notice starts a new wait."""
        self._first_s = None


class Watch(FileSystemEventHandler):
    """Waits for the next moment to look; falls back to looking at intervals when notices are not to be had."""

    def __init__(self, root: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._root = root
        self._loop = loop
        self._edge = LeadingEdge()
        self._look = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._observer: BaseObserver | None = None
        self._inode = 0

    def start(self) -> str:
        """Begin to watch; returns why notices are not to be had, or nothing."""
        observer = Observer()
        try:
            observer.schedule(self, str(self._root), recursive=True)
            observer.start()
            self._inode = self._root.stat().st_ino
        except OSError as error:
            return f"{error.strerror or error}"
        self._observer = observer
        return ""

    def stop(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(timeout=2.0)
            self._observer = None

    async def moment(self) -> None:
        """Return when it is time to look: a notice, or the interval."""
        if not await happens(self._look, LOOK_EVERY_S):
            self._follow_root()
        self._look.clear()
        self._edge.looked()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take a notice, on the watcher's thread."""
        if not isinstance(event, _HINTS):
            return
        path = event.dest_path if isinstance(event, FileMovedEvent) else event.src_path
        relative = os.path.relpath(os.fsdecode(path), self._root)
        if is_noise(relative) or is_reserved(Path(relative).name):
            return
        finished = isinstance(event, FileClosedEvent | FileMovedEvent)
        self._loop.call_soon_threadsafe(self._hint, finished)

    def _hint(self, finished: bool) -> None:
        now_s = self._loop.time()
        look_s = self._edge.look_at_s(now_s, finished=finished)
        if self._timer is not None:
            self._timer.cancel()
        if look_s <= now_s:
            self._look.set()
        else:
            self._timer = self._loop.call_at(look_s, self._look.set)

    def _follow_root(self) -> None:
        """A replaced workspace folder is a different inode: watch the new one."""
        if self._observer is None:
            return
        try:
            inode = self._root.stat().st_ino
        except OSError:
            self._inode = 0  # what watched it may have ended: whatever comes back is watched anew
            return
        if inode != self._inode:
            self.stop()
            self.start()
