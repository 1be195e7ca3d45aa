"""Children without a fork: each is a process that warms itself up and waits for one order.

For systems where a process that has used torch must not fork (macOS). One spare waits at any time, so that a run
seldom waits for it; running out of spares costs the seconds of an import, never a wrong result.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from proctor.checks.engine.control import Spawn, Warm, receive, send
from proctor.checks.engine.keeper import Dead, Keeper
from proctor.checks.engine.orphans import kill_group
from proctor.checks.engine.prctl import adopt_orphans
from proctor.checks.engine.roles import role

_ORDERS: Final[msgspec.msgpack.Decoder[Spawn]] = msgspec.msgpack.Decoder(Spawn)


@dataclass(frozen=True, slots=True)
class _Spare:
    process: subprocess.Popen[bytes]
    orders: socket.socket


class Nursery(Keeper):
    """Hands each order to the spare and starts the next spare."""

    def __init__(self, control: socket.socket, role_name: str, adapter: Sequence[str] = ()) -> None:
        super().__init__(control)
        self._role = role_name
        self._adapter = adapter
        self._busy: dict[int, _Spare] = {}
        self._spare = self._new_spare()
        receive(self._spare.orders)  # its Warm: the first run should find a warm one

    def start(self, order: Spawn, descriptors: list[int]) -> int:
        """Give the order to the spare, warm or not."""
        spare = self._spare
        send(spare.orders, order, tuple(descriptors))
        self._busy[spare.process.pid] = spare
        self._spare = self._new_spare()
        return spare.process.pid

    def collect(self) -> Iterator[Dead]:
        """Children that have ended, their groups with them; a spare that was lost is replaced."""
        for pid, child in list(self._busy.items()):
            status = child.process.poll()
            if status is not None:
                kill_group(pid)
                child.orders.close()
                del self._busy[pid]
                yield Dead(pid, status)
        if self._spare.process.poll() is not None:
            self._spare.orders.close()
            self._spare = self._new_spare()

    def kin(self) -> set[int]:
        """The spare."""
        return {self._spare.process.pid}

    def _new_spare(self) -> _Spare:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "proctor.checks.engine.nursery", "child", self._role, str(theirs.fileno())]
        command += self._adapter
        process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        return _Spare(process, ours)


def _child(role_name: str, orders: socket.socket, adapter: Sequence[str]) -> None:
    """Warm up, take one order, carry it out."""
    warm, run = role(role_name, *adapter)
    warm()
    try:
        send(orders, Warm())
        data, descriptors = receive(orders)
    except (EOFError, ConnectionError):
        return
    orders.close()
    run(_ORDERS.decode(data), descriptors)
    sys.stderr.flush()
    os._exit(0)


def main() -> None:
    """`python -m proctor.checks.engine.nursery keep|child judge|worker FD [ADAPTER]`."""
    what, role_name, descriptor, *adapter = sys.argv[1:]
    if what == "child":
        _child(role_name, socket.socket(fileno=int(descriptor)), adapter)
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    adopt_orphans()
    Nursery(socket.socket(fileno=int(descriptor)), role_name, adapter).serve()


if __name__ == "__main__":
    main()
