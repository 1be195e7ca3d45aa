"""One run: a judge, its workers, and the replies to the host that asked for it."""

import asyncio
import math
import socket
import time
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from proctor.checks.engine.ahead import Ahead
from proctor.checks.engine.children import Judge, Worker
from proctor.checks.engine.control import (
    LENGTH,
    Flag,
    FromJudge,
    Granted,
    Nudge,
    Over,
    Package,
    Release,
    Verdict,
    Want,
    WorkerLimits,
    frame,
)
from proctor.checks.engine.memory import MemoryWatch
from proctor.checks.engine.warm import WarmProcess
from proctor.checks.request import BUSY_TIMES, CheckFinished, Reply, RunFinished, RunRequest
from proctor.session.verdicts import AGAINST
from proctor.session.verdicts import Verdict as Word

Send = Callable[[Reply], None]
_DECODER: Final[msgspec.msgpack.Decoder[FromJudge]] = msgspec.msgpack.Decoder(FromJudge)
_GIB: Final = 1 << 30
_NOT_FINISHED = "The check did not finish"
_JUDGE_LOST = "the judge ended before the run did"

Judges = Ahead[Package, Judge]
Workers = Ahead[WorkerLimits, Worker]


class Crew(Protocol):
    """The workers of an engine."""

    @property
    def workers(self) -> Workers:
        """For the candidate's code."""
        ...

    def authors(self) -> Workers:
        """For code of a check's author, which is torch's; the same where the candidate's is too."""
        ...


class Run:
    """Carries one request to its end; whatever happens, every selected check gets exactly one reply."""

    def __init__(self, request: RunRequest, judges: Judges, crew: Crew, watch: MemoryWatch, send: Send) -> None:
        self._request = request
        self._judges = judges
        self._crew = crew
        self._watch = watch
        self._send = send
        self._held: dict[int, WarmProcess] = {}
        self._open = dict.fromkeys(request.select)

    async def carry_out(self) -> None:
        """Run the checks and send their verdicts, then `RunFinished`. Cancelling ends every process of the run."""
        began = time.monotonic()
        judge: Judge | None = None
        fault = ""
        try:
            judge = await self._judges.take(package_of(self._request))
            limit_s = self._request.limits.run_s * (1 + BUSY_TIMES) + self._judges.keeper.start_s
            watched = self._watch.over(self._crew.workers.keeper.forker, self._request.limits.memory_bytes)
            async with asyncio.timeout(limit_s), watched:
                fault = await self._converse(judge.socket)
        except TimeoutError:
            fault = "the run did not end within its time"
        except ConnectionError:
            fault = _JUDGE_LOST
        finally:
            self._end(judge)
        self._finish(fault, (time.monotonic() - began) * 1000)
        await self._gone(judge)

    async def _converse(self, judge: socket.socket) -> str:
        rest = msgspec.structs.replace(self._request, checks={})
        await asyncio.get_running_loop().sock_sendall(judge, frame(rest))
        await self._grant(judge, self._crew.workers)
        while True:
            message = _DECODER.decode(await _next(judge))
            if isinstance(message, Over):
                return message.fault
            await self._obey(message, judge)

    async def _obey(self, message: Want | Release | Nudge | Verdict | Flag, judge: socket.socket) -> None:
        match message:
            case Want(author=author):
                await self._grant(judge, self._crew.authors() if author else self._crew.workers)
            case Release(child=child):
                if keeper := self._held.pop(child, None):
                    keeper.kill(child)
            case Nudge(child=child):
                if keeper := self._held.get(child):
                    keeper.nudge(child)
            case Flag(flagged=flagged):
                self._send(flagged)
            case Verdict(finished=finished):
                if finished.check in self._open:
                    del self._open[finished.check]
                    self._send(self._with_excess(finished))

    def _with_excess(self, finished: CheckFinished) -> CheckFinished:
        """Say so when code was ended for the memory that it took."""
        if not self._watch.take_excess() or finished.verdict not in AGAINST:
            return finished
        limit_gib = self._request.limits.memory_bytes / _GIB
        words = f"Your code took more than the {limit_gib:.2g} GiB of memory that a run may have; it was stopped"
        return msgspec.structs.replace(finished, message="\n".join([words, *finished.message.split("\n")[1:]]))

    async def _grant(self, judge: socket.socket, workers: Workers) -> None:
        """Give the judge a worker: its ends of socket, output and trace."""
        worker = await workers.take(limits_of(self._request))
        self._held[worker.number] = workers.keeper
        try:
            granted = Granted(child=worker.number, start_s=workers.keeper.start_s)
            await _pass_on(judge, granted, worker.ends)
        finally:
            worker.close()

    def _end(self, judge: Judge | None) -> None:
        if judge is not None:
            judge.close()
            self._judges.keeper.kill(judge.number)
        for child, keeper in self._held.items():
            keeper.kill(child)

    async def _gone(self, judge: Judge | None) -> None:
        if judge is not None:
            await self._judges.keeper.ended(judge.number)
        for child, keeper in self._held.items():
            await keeper.ended(child)

    def _finish(self, fault: str, ms: float) -> None:
        for check in self._open:
            reason = fault or "no such check in the package at this level"
            message = f"{_NOT_FINISHED}: {reason}."
            self._send(CheckFinished(check=check, verdict=Word.FAULT, message=message))
        if self._open and not fault:
            fault = f"not found in the package: {', '.join(self._open)}"
        self._send(RunFinished(ms=round(ms, 3), fault=fault))


def package_of(request: RunRequest) -> Package:
    """What a judge has to be told before the run of this request."""
    return Package(checks=request.checks)


def limits_of(request: RunRequest) -> WorkerLimits:
    """The limits that a worker of this request's run starts with."""
    return WorkerLimits(memory_bytes=request.limits.memory_bytes, cpu_s=math.ceil(request.limits.run_s) + 5)


async def _pass_on(judge: socket.socket, message: Granted, descriptors: tuple[int, ...]) -> None:
    while True:
        try:
            socket.send_fds(judge, [frame(message)], descriptors)
        except BlockingIOError:
            await asyncio.sleep(0.001)  # the judge is still reading its request
        else:
            return


async def _next(judge: socket.socket) -> bytes:
    return await _exactly(judge, LENGTH.unpack(await _exactly(judge, LENGTH.size))[0])


async def _exactly(judge: socket.socket, size: int) -> bytes:
    """So many bytes of the judge's; `ConnectionError` when it is gone."""
    data = bytearray()
    while len(data) < size:
        part = await asyncio.get_running_loop().sock_recv(judge, size - len(data))
        if not part:
            raise ConnectionResetError
        data += part
    return bytes(data)
