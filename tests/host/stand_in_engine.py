"""An engine that says what it is told to, on a real socket: no torch, no candidate code."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from proctor.checks.request import CheckFinished, Flagged, Ready, Reply, RunFinished, RunRequest
from proctor.session.verdicts import Verdict

_LENGTH = struct.Struct(">I")

Says = Callable[[RunRequest], dict[str, Verdict]]


def all_pass(request: RunRequest) -> dict[str, Verdict]:
    return dict.fromkeys(request.select, Verdict.PASS)


@dataclass
class StandInEngine:
    """Answers each run with `says`; `asked` are the runs that had checks. A run without a verdict for each breaks."""

    address: Path
    isolation: int = 3
    says: Says = all_pass
    asked: list[RunRequest] = field(default_factory=list)
    flags: list[Flagged] = field(default_factory=list)
    faults: int = 0
    """So many runs end with a fault of ours and no verdict."""

    def seen(self, visibility: str) -> list[RunRequest]:
        return [request for request in self.asked if request.visibility == visibility]

    def replies(self, request: RunRequest) -> Iterator[Reply]:
        yield Ready(isolation=self.isolation, isolation_note="as the test has it")
        if not request.select:
            yield RunFinished(ms=0.0)
            return
        self.asked.append(request)
        if self.faults:
            self.faults -= 1
            yield RunFinished(ms=1.0, fault="the judge is gone")
            return
        yield from self.flags
        for check, verdict in self.says(request).items():
            yield CheckFinished(check=check, verdict=verdict, message=f"{check} on {len(request.tree)} files", ms=1.0)
        yield RunFinished(ms=2.0)


@contextmanager
def listening(address: Path, **how: object) -> Iterator[StandInEngine]:
    """A stand-in that listens for as long as the block lasts."""
    engine = StandInEngine(address, **how)  # type: ignore[arg-type]

    class Run(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = self.rfile.read(_LENGTH.size)
            if len(head) < _LENGTH.size:
                return
            request = msgspec.msgpack.decode(self.rfile.read(_LENGTH.unpack(head)[0]), type=RunRequest)
            for reply in engine.replies(request):
                body = msgspec.msgpack.encode(reply)
                try:
                    self.wfile.write(_LENGTH.pack(len(body)) + body)
                except (BrokenPipeError, ConnectionResetError):
                    return

    server = socketserver.ThreadingUnixStreamServer(str(address), Run)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield engine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
