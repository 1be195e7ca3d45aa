"""The host's way to a check engine: an address. Starts one there if nobody answers; it may as well be shared or far."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Final

from proctor.checks import client
from proctor.checks.place import HERE, Place
from proctor.checks.request import CheckFinished, Ready, Reply, RunFinished, RunRequest
from proctor.errors import EnvironmentFault
from proctor.link.launch import answers
from proctor.link.peer import peer_of
from proctor.session.verdicts import Verdict

_START_S: Final = 15.0
_END_S: Final = 10.0
_USUAL_IDLE_S: Final = 600.0
_POLL_S: Final = 0.02


class Engine:
    """Runs requests at an address, restarting an engine that went away; ends it with the host unless it is shared."""

    def __init__(
        self,
        address: Path,
        *,
        shared: bool,
        guarded: Sequence[Path] = (),
        idle_s: float = _USUAL_IDLE_S,
        framework: Callable[[], Place] = lambda: HERE,
    ) -> None:
        """`guarded` are paths that an engine started here proves to be out of reach of the code it runs.

        `framework` says where the framework is that it serves, when one is started. It ends by itself after `idle_s`
        without a run, should nobody be left to end it.
        """
        self._address = address
        self._guarded = guarded
        self._shared = shared
        self._idle_s = idle_s
        self._framework = framework
        self._own: subprocess.Popen[bytes] | None = None
        self._starting = asyncio.Lock()

    async def warm(self) -> None:
        """See to it that an engine listens (it may still be warming up: runs then wait)."""
        async with self._starting:
            if answers(self._address):
                return
            try:
                place = self._framework()
                self._own = client.spawn(self._address, idle_s=self._idle_s, guarded=self._guarded, place=place)
            except OSError as fault:
                raise EnvironmentFault(
                    f"no check engine can start at {self._address}: {fault.strerror}",
                    hint="is its folder there? PROCTOR_ENGINE may name another",
                ) from fault
            deadline_s = asyncio.get_running_loop().time() + _START_S
            while not answers(self._address):
                if self._own.poll() is not None or asyncio.get_running_loop().time() > deadline_s:
                    raise EnvironmentFault("the check engine did not start", hint="its log lies beside its socket")
                await asyncio.sleep(_POLL_S)

    async def ready(self) -> Ready:
        """Wait until the engine is warm; what it says of itself."""
        await self.warm()
        return await client.wait_ready(self._address)

    async def run(self, request: RunRequest) -> AsyncGenerator[Reply, None]:
        """The replies of one run; closing this ends the run. A fault before the first verdict is tried once more."""
        for last_try in (False, True):
            decided = last_try
            held: list[Reply] = []
            async with aclosing(self.once(request)) as replies:
                async for reply in replies:
                    held.append(reply)
                    decided = decided or _is_decided(reply)
                    if decided:
                        for one in held:
                            yield one
                        held.clear()
            if decided:
                return

    async def once(self, request: RunRequest) -> AsyncGenerator[Reply, None]:
        """The replies of one run as they come, without a second try."""
        await self.warm()
        async with aclosing(client.run(self._address, request)) as replies:
            async for reply in replies:
                yield reply

    async def ended(self) -> None:
        """End the engine that was started here, and wait until it is gone; any other is left alone."""
        if self._own is None:
            return
        if self._own.poll() is None:
            self._own.terminate()
        try:
            await asyncio.to_thread(self._own.wait, _END_S)
        except subprocess.TimeoutExpired:
            self._own.kill()
            self._own.wait()

    def stop(self) -> None:
        """End the engine of this session, whichever host started it. A shared one goes on."""
        if self._shared:
            return
        if self._own is not None and self._own.poll() is None:
            self._own.terminate()
            return
        pid = _listener(self._address)
        if pid:
            os.kill(pid, signal.SIGTERM)


def _is_decided(reply: Reply) -> bool:
    """Whether a run has got somewhere: a verdict on the work, or an end without a fault of ours."""
    if isinstance(reply, CheckFinished):
        return reply.verdict is not Verdict.FAULT
    return isinstance(reply, RunFinished) and not reply.fault


def _listener(address: Path) -> int:
    """The process that listens at a Unix socket of ours, as the system tells it; 0 where nobody does or it cannot."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(address))
            peer = peer_of(probe)
        except OSError:
            return 0
    return peer.pid if peer else 0
