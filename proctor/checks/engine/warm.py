"""The supervisor's side of a warm process: started, asked to fork, replaced when it is lost."""

import asyncio
import itertools
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from proctor.checks.engine.control import LENGTH, Ended, FromKeeper, Kill, Nudge, Spawn, Warm, WorkerLimits, frame
from proctor.checks.engine.foundation import Foundation
from proctor.checks.engine.memory import innermost
from proctor.checks.engine.quarters import Quarters
from proctor.checks.engine.wipe import wipe

_DECODER: Final[msgspec.msgpack.Decoder[FromKeeper]] = msgspec.msgpack.Decoder(FromKeeper)
_RESPAWN_PAUSE_S = 0.5
_PATIENCE_S = 5.0


class WarmProcess:
    """One zygote or, without fork, one nursery. Every child that was asked for ends, also when its keeper is lost."""

    def __init__(  # noqa: PLR0913 - what a warm process is, each named at the call
        self,
        role: str,
        quarters: Quarters,
        on_lost: Callable[[], None],
        *,
        fork: bool,
        foundation: Foundation | None = None,
        numbers_from: int = 1,
    ) -> None:
        """`numbers_from`: the first child's number, so that those of two warm processes of an engine differ."""
        self.role = role
        self.forks = fork
        self.start_s = 2.0 if fork else 120.0
        """How long a child may take until it works; the run that waits for it is given this beside its own time.
        One that is not forked imports everything first, beside others that do, on a machine that may be busy."""
        self._quarters = quarters
        self._on_lost = on_lost
        self._foundation = foundation or Foundation()
        self._numbers = itertools.count(numbers_from)
        self._children: dict[int, asyncio.Future[int]] = {}
        self._folders: dict[int, str] = {}
        self._ready = asyncio.Event()
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._task = asyncio.create_task(self._keep_alive())

    @property
    def pid(self) -> int | None:
        """Process id while it lives; of a sandbox, the one outside of it."""
        return self._process.pid if self._process is not None else None

    @property
    def forker(self) -> int:
        """Process id of the one that forks, as the host sees it; 0 while there is none."""
        return innermost(self.pid) if self.pid is not None else 0

    async def ready(self) -> None:
        """Wait until it can fork."""
        await self._ready.wait()

    def is_ready(self) -> bool:
        """Whether it can fork now."""
        return self._ready.is_set()

    def spawn(self, descriptors: tuple[int, ...], limits: WorkerLimits | None = None) -> int:
        """Ask for a child; return its number. One that is asked for when nobody is ready has ended already."""
        number = next(self._numbers)
        if self.is_ready():
            folder = self._folders[number] = self._quarters.folder(f"{self.role}-{number}")
            self._children[number] = asyncio.get_running_loop().create_future()
            order = Spawn(child=number, folder=folder, limits=limits, confinement=self._quarters.confinement)
            self._send(order, descriptors)
        return number

    def lives(self, child: int) -> bool:
        """Whether the child has not ended, as far as is known."""
        return child in self._children

    def kill(self, child: int) -> None:
        """Ask for the child's end; it may have ended already."""
        if child in self._children:
            self._send(Kill(child=child))
            if self.forks:
                asyncio.get_running_loop().call_later(_PATIENCE_S, self._lose_patience, child)

    def nudge(self, child: int) -> None:
        """Ask a stuck child where it is."""
        if child in self._children:
            self._send(Nudge(child=child))

    async def ended(self, child: int) -> int:
        """Wait for the child's end; its exit status."""
        future = self._children.get(child)
        return 0 if future is None else await asyncio.shield(future)

    async def stop(self) -> None:
        """End it with all of its children."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _lose_patience(self, child: int) -> None:
        """A family that outlives its end, or leaves more than can be cleared, takes its keeper along."""
        if child in self._children and self._process is not None:
            self._process.kill()

    def _send(self, message: Spawn | Kill | Nudge, descriptors: tuple[int, ...] = ()) -> None:
        if self._socket is None:
            return
        try:
            socket.send_fds(self._socket, [frame(message)], descriptors)
        except OSError:  # it is being lost; _keep_alive sees to it
            return

    async def _keep_alive(self) -> None:
        while True:
            await self._one_life()
            self._on_lost()
            self._clear_folders()
            await asyncio.sleep(_RESPAWN_PAUSE_S)

    async def _one_life(self) -> None:
        ours, theirs = socket.socketpair()
        module = ["proctor.checks.engine.zygote"] if self.forks else ["proctor.checks.engine.nursery", "keep"]
        command = [self._foundation.interpreter, "-m", *module, self.role, str(theirs.fileno())]
        command += self._foundation.words(sealed=self._quarters.confinement == "sealed")
        self._process = self._quarters.start(command, theirs.fileno())
        theirs.close()
        self._socket = ours
        try:
            reader, writer = await asyncio.open_unix_connection(sock=ours.dup())
            try:
                while True:
                    size = LENGTH.unpack(await reader.readexactly(LENGTH.size))[0]
                    self._hear(_DECODER.decode(await reader.readexactly(size)))
            finally:
                writer.close()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            if not self._ready.is_set():
                self._process.kill()  # still importing, and without children
            self._ready.clear()
            with suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)  # close alone leaves the reader's duplicate open
            ours.close()
            self._socket = None
            self._bury()

    def _hear(self, message: FromKeeper) -> None:
        match message:
            case Warm():
                self._ready.set()
            case Ended(child=child, status=status):
                future = self._children.pop(child, None)
                self._folders.pop(child, None)
                if future is not None and not future.done():
                    future.set_result(status)

    def _bury(self) -> None:
        process = self._process
        if process is not None:
            try:
                process.wait(2.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._process = None
        for future in self._children.values():
            if not future.done():
                future.set_result(-9)
        self._children.clear()

    def _clear_folders(self) -> None:
        """Remove what the children of a lost keeper had; others' folders go with their children."""
        if self._quarters.is_ours():
            for folder in self._folders.values():
                wipe(Path(folder))
        self._folders.clear()
