"""The children of a run as the supervisor holds them: a judge with its socket, a worker with its judge's ends."""

import asyncio
import os
import socket
from dataclasses import dataclass

from proctor.checks.engine.control import Package, WorkerLimits, frame
from proctor.checks.engine.warm import WarmProcess


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge that has its check files; its run's request goes in over the socket (non-blocking)."""

    number: int
    socket: socket.socket

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that waits for its judge; `ends` are the judge's descriptors: run socket, output, trace."""

    number: int
    ends: tuple[int, int, int]

    def close(self) -> None:
        """Let go of the judge's ends, once it has them or nobody will."""
        for end in self.ends:
            os.close(end)


async def start_judge(judges: WarmProcess, package: Package) -> Judge:
    """Start a judge on these check files. Raises: ConnectionError if it ends before it has them."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)  # noqa: FBT003 - the standard library's own signature
    with theirs:
        judge = Judge(judges.spawn((theirs.fileno(),)), ours)
    try:
        await asyncio.get_running_loop().sock_sendall(ours, frame(package))
    except BaseException:
        judges.kill(judge.number)
        judge.close()
        raise
    return judge


async def start_worker(workers: WarmProcess, limits: WorkerLimits) -> Worker:
    """Start a worker under these limits."""
    await workers.ready()
    run_end, worker_end = socket.socketpair()
    output_read, output_write = os.pipe()
    trace_read, trace_write = os.pipe()
    try:
        number = workers.spawn((worker_end.fileno(), output_write, trace_write), limits)
    finally:
        worker_end.close()
        os.close(output_write)
        os.close(trace_write)
    return Worker(number, (run_end.detach(), output_read, trace_read))
