"""The engine's own process: accepts runs, keeps two warm processes, and leaves nothing behind when it ends."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from proctor.checks.battery import proof
from proctor.checks.engine import isolation
from proctor.checks.engine.ahead import Ahead
from proctor.checks.engine.children import start_judge
from proctor.checks.engine.control import LENGTH, frame
from proctor.checks.engine.crew import WorkerCrew
from proctor.checks.engine.foundation import Foundation
from proctor.checks.engine.memory import MemoryWatch
from proctor.checks.engine.orphans import kill_strangers
from proctor.checks.engine.prctl import adopt_orphans
from proctor.checks.engine.quarters import OpenQuarters
from proctor.checks.engine.run import Judges, Run, Send, limits_of, package_of
from proctor.checks.engine.scratch import Scratch
from proctor.checks.engine.warm import WarmProcess
from proctor.checks.request import CheckFinished, Ready, Reply, RunFinished, RunRequest
from proctor.sandbox.cgroups import Group

REQUEST_BYTES_MAX: Final = 256 << 20
_BREATH_S: Final = 0.1
"""After a run, before the next one is prepared: the host and its screens have verdicts to show first."""
_DECODER: Final = msgspec.msgpack.Decoder(RunRequest)


@dataclass(frozen=True, slots=True)
class Terms:
    """How an engine is to be: when it ends by itself, how children begin, how confined workers may be at most.

    `guarded` are paths that a candidate's code must not be able to reach; the proof of isolation tries them. An engine
    serves one framework, that of its `foundation`.
    """

    idle_s: float = 600.0
    fork: bool = True
    isolation_at_most: int = 3
    guarded: tuple[Path, ...] = ()
    foundation: Foundation = field(default_factory=Foundation)


class Supervisor:
    """Serves runs on a Unix socket until it is told to stop or nobody has connected for so long."""

    def __init__(self, address: Path, terms: Terms) -> None:
        self._address = address
        self._terms = terms
        self._scratch = Scratch(address)
        self._stop = asyncio.Event()
        self._runs: set[asyncio.Task[None]] = set()
        self._idle: asyncio.TimerHandle | None = None
        self._preparing: asyncio.TimerHandle | None = None
        self._confinement = isolation.best_confinement(terms.isolation_at_most)
        host = OpenQuarters(self._scratch)
        self._judges: Judges = Ahead(WarmProcess("judge", host, self._clear_orphans, fork=terms.fork), start_judge)
        self._crew = WorkerCrew(
            self._scratch, self._confinement, terms.foundation, self._clear_orphans, fork=terms.fork
        )
        self._watch = MemoryWatch(Group.make(self._scratch.root.name))
        self._proof = asyncio.create_task(self._prove())

    async def serve(self) -> None:
        """Serve until SIGTERM, SIGINT or idleness; then end every process and remove every file."""
        adopt_orphans()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        self._address.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._accept, path=self._address)
        self._address.chmod(0o600)
        self._rest()
        try:
            await self._stop.wait()
        finally:
            server.close()
            self._address.unlink(missing_ok=True)
            for task in self._runs:
                task.cancel()
            await asyncio.gather(*self._runs, return_exceptions=True)
            self._put_off()
            self._proof.cancel()
            await asyncio.gather(self._proof, return_exceptions=True)
            self._judges.discard()
            await asyncio.gather(self._judges.keeper.stop(), self._crew.stop())
            self._clear_orphans()
            self._watch.close()
            self._scratch.remove()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler always runs in a task
        self._runs.add(task)
        if self._idle is not None:
            self._idle.cancel()
        try:
            await self._until_hang_up(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the host hung up, or the engine is ending; nobody waits for this task
        finally:
            writer.close()
            self._runs.discard(task)
            self._rest()

    async def _until_hang_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry out the connection's run; the host cancels it by closing, or by saying another word."""

        def send(reply: Reply) -> None:
            writer.write(frame(reply))

        request = await _read_request(reader)
        if request is None:
            send(RunFinished(ms=0.0, fault="the request does not decode"))
            await writer.drain()
            return
        run = asyncio.create_task(self._carry_out(request, send))
        hang_up = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({run, hang_up}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (run, hang_up):
                task.cancel()
            await asyncio.gather(run, hang_up, return_exceptions=True)
        await writer.drain()

    async def _carry_out(self, request: RunRequest, send: Send) -> None:
        proved = await asyncio.shield(self._proof)
        await self._judges.keeper.ready()
        await self._crew.workers.keeper.ready()
        unmet = tuple(proved.against.values())
        send(Ready(isolation=proved.level, isolation_note=isolation.note_on(proved), unmet=unmet))
        if not request.select:
            send(RunFinished(ms=0.0))
            return
        if request.framework.name != self._terms.foundation.name:
            send(RunFinished(ms=0.0, fault=f"this check engine serves {self._terms.foundation.name} only"))
            return
        self._put_off()
        self._crew.workers.make_way(limits_of(request))
        try:
            await Run(request, self._judges, self._crew, self._watch, send).carry_out()
        finally:
            self._put_off()
            self._preparing = asyncio.get_running_loop().call_later(_BREATH_S, self._prepare, request)

    def _prepare(self, request: RunRequest) -> None:
        """Have the next run's judge and worker begin, as far as it will be like this one.

        Hidden check files reach the disk for their own run only, so nobody starts on them ahead of it.
        """
        self._crew.workers.prepare(limits_of(request))
        if request.visibility == "visible":
            self._judges.prepare(package_of(request))

    def _put_off(self) -> None:
        if self._preparing is not None:
            self._preparing.cancel()

    async def _prove(self) -> proof.Proof:
        """Find out what holds, by the way that every run takes."""
        await self._judges.keeper.ready()
        await self._crew.workers.keeper.ready()
        findings: dict[str, CheckFinished] = {}

        def note(reply: Reply) -> None:
            if isinstance(reply, CheckFinished):
                findings[reply.check] = reply

        with proof.request(self._terms.guarded, self._terms.foundation.name) as request:
            await Run(request, self._judges, self._crew, self._watch, note).carry_out()
        found = proof.proved(findings, isolation.LEVELS[self._confinement])
        for name, why in found.against.items():
            print(f"isolation: {name}: {why}", file=sys.stderr)  # noqa: T201 - goes to the engine's log
        return found

    def _rest(self) -> None:
        if not self._runs:
            self._idle = asyncio.get_running_loop().call_later(self._terms.idle_s, self._stop.set)

    def _clear_orphans(self) -> None:
        """End what a lost warm process left; its children became ours."""
        known = [*self._crew.pids(), *([self._judges.keeper.pid] if self._judges.keeper.pid is not None else [])]
        while strangers := kill_strangers(known):
            for pid in strangers:
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)


async def _read_request(reader: asyncio.StreamReader) -> RunRequest | None:
    size = LENGTH.unpack(await reader.readexactly(LENGTH.size))[0]
    if size > REQUEST_BYTES_MAX:
        return None
    try:
        return _DECODER.decode(await reader.readexactly(size))
    except msgspec.MsgspecError:
        return None
