"""Keeps the children of one role: starts them on request, ends them with all they started, removes their folders.

Whatever a child leaves behind is adopted here and killed (Linux). A keeper ends, and takes all of its children along,
when the supervisor's end of the control socket closes.
"""

import os
import select
import signal
import socket
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from proctor.checks.engine.control import Ended, Kill, Nudge, Spawn, ToKeeper, Warm, receive, send
from proctor.checks.engine.orphans import kill_everybody, kill_group, kill_strangers
from proctor.checks.engine.wipe import empty, mounted_below, wipe

_DECODER: Final[msgspec.msgpack.Decoder[ToKeeper]] = msgspec.msgpack.Decoder(ToKeeper)
_SWEEP_S = 0.02
_SHARED: Final = (Path("/tmp"), Path("/dev/shm"))  # noqa: S108 - in a sandbox, where they are nobody else's


@dataclass(frozen=True, slots=True)
class Child:
    """A living child: the supervisor's number for it, and the folder it owns."""

    number: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Dead:
    """A child that has ended; negative for a signal."""

    pid: int
    exit_code: int


class Keeper(ABC):
    """The loop that all keepers share; how a child comes to be is theirs.

    In a sandbox nobody else is there, so whatever is left once no child lives is ended and removed wholesale.
    """

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, Child] = {}
        self._dirty: list[tuple[Child, int]] = []
        self._sealed = False
        self._dying: set[int] = set()
        self._mounted: dict[Path, frozenset[Path]] = {}
        self.wake, self.waker = os.pipe()
        for end in (self.wake, self.waker):
            os.set_blocking(end, False)

    @abstractmethod
    def start(self, order: Spawn, descriptors: list[int]) -> int:
        """Start a child with these descriptors; its process id."""

    @abstractmethod
    def collect(self) -> Iterable[Dead]:
        """Children that have ended since the last call, no longer to be waited for."""

    @abstractmethod
    def kin(self) -> set[int]:
        """Process ids that belong here beside the children."""

    def serve(self) -> None:
        """Serve until the supervisor is gone."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        send(self.control, Warm())
        try:
            while True:
                self._step()
        except (EOFError, ConnectionError):
            self._end_all()

    def _step(self) -> None:
        control = self.control.fileno()
        ready, _, _ = select.select([control, self.wake], [], [], _SWEEP_S if self._dirty else None)
        if self.wake in ready:
            os.read(self.wake, 4096)
        self._reap()
        if control in ready:
            data, descriptors = receive(self.control)
            self._obey(_DECODER.decode(data), descriptors)

    def _obey(self, message: ToKeeper, descriptors: list[int]) -> None:
        match message:
            case Spawn():
                self._sealed = message.confinement == "sealed"
                Path(message.folder).mkdir(mode=0o700)
                pid = self.start(message, descriptors)
                for descriptor in descriptors:
                    os.close(descriptor)
                self.children[pid] = Child(message.child, Path(message.folder))
            case Kill(child=number):
                for pid in self._pids(number):
                    self._dying.add(pid)
                    kill_group(pid)
                self._clear_sandbox()
            case Nudge(child=number):
                for pid in self._pids(number):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGUSR1)

    def _pids(self, number: int) -> list[int]:
        return [pid for pid, child in self.children.items() if child.number == number]

    def _reap(self) -> None:
        """Take in the dead, end what they left, and report each once its folder is gone."""
        for dead in self.collect():
            child = self.children.pop(dead.pid, None)
            self._dying.discard(dead.pid)
            if child is not None:
                self._dirty.append((child, dead.exit_code))
                self._clear_sandbox()
        if self._dirty and not kill_strangers(self.children.keys() | self.kin()):
            for child, exit_code in self._dirty:
                wipe(child.folder)
                send(self.control, Ended(child=child.number, status=exit_code))
            self._dirty.clear()

    def _clear_sandbox(self) -> None:
        """End everybody in a sandbox whose last child is ended, and empty it, before the next one can be born.

        All of them get the signal at one moment, so none can start another or write any more, however long dying takes.
        """
        if self._sealed and not self.children.keys() - self._dying:
            kill_everybody()
            for folder in _SHARED:
                empty(folder, self._kept(folder))

    def _kept(self, folder: Path) -> frozenset[Path]:
        if folder not in self._mounted:
            self._mounted[folder] = mounted_below(folder)
        return self._mounted[folder]

    def _end_all(self) -> None:
        folders = [child.folder for child in self.children.values()] + [child.folder for child, _ in self._dirty]
        for pid in [*self.children, *self.kin()]:
            kill_group(pid)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        while strangers := kill_strangers(()):
            for pid in strangers:
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)
        for folder in folders:
            wipe(folder)
