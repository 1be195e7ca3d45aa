"""Ending the host of a session from outside, for whoever is about to take the session away.

Whoever holds the lock of the journal is the host; while it is ours, no other can begin.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proctor.errors import HostUnreachable, RecordError
from proctor.host.tmux import Tmux
from proctor.link.places import Places, fresh_places, places_of
from proctor.record.lock_holder import lock_holder
from proctor.record.store import SessionFolder

_PATIENCE_S: Final = 20.0
_LOOK_S: Final = 0.02
_HOST_WORDS: Final = b"proctor.host"


@contextmanager
def without_host(folder: SessionFolder) -> Iterator[None]:
    """Let the session's host end, and let no other begin meanwhile.

    Raises: HostUnreachable if somebody keeps the journal; RecordError if it cannot be opened.
    """
    try:
        fd = os.open(folder.events, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as fault:
        raise RecordError(f"cannot open {folder.events}: {fault.strerror}", hint="check who may write it") from fault
    try:
        _take_over(fd, folder)
        yield
    finally:
        os.close(fd)


def remove_places(session_folder: Path, noted: Places | None = None) -> None:
    """Remove what a host of the session in `session_folder` left of sockets, its terminal with it.

    `noted` is where the session's own note said that they lie: believed only where the name is that session's.
    """
    name = hashlib.sha256(os.fsencode(session_folder.resolve())).hexdigest()[:12]
    found = {places.root: places for places in (fresh_places(session_folder), noted) if places is not None}
    for places in found.values():
        if places.root.name == name and places.root.is_dir() and not places.root.is_symlink():
            _end_terminal(places)
            shutil.rmtree(places.root, ignore_errors=True)


def noted_places(session_folder: Path) -> Places:
    """Where the session says that its host listens."""
    return places_of(session_folder)


def _take_over(fd: int, folder: SessionFolder) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    told: set[int] = set()
    while not _locked(fd):
        holder = lock_holder(fd)
        if holder is not None and holder not in told and _is_host(holder):
            told.add(holder)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(holder, signal.SIGTERM)
        if time.monotonic() > deadline_s:
            who = f"process {holder}" if holder else "another process"
            raise HostUnreachable(f"{who} does not let go of session {folder.id}", hint="end it, and call again")
        time.sleep(_LOOK_S)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_host(pid: int) -> bool:
    """Whether that process is one of ours: nobody else is told to end."""
    try:
        return _HOST_WORDS in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _end_terminal(places: Places) -> None:
    tmux = Tmux(places.tmux)
    if tmux.started:
        with contextlib.suppress(Exception):  # a server that is gone, or a program that is: the folder goes anyway
            asyncio.run(tmux.tell("kill-server"))
