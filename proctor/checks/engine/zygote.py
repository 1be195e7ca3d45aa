"""A warm process: imports what its children need once, then forks a child for each request."""

import gc
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterator

from proctor.checks.engine.control import Spawn
from proctor.checks.engine.keeper import Dead, Keeper
from proctor.checks.engine.orphans import kill_group
from proctor.checks.engine.prctl import adopt_orphans, end_with_parent, refuse_inspection
from proctor.checks.engine.roles import Body, role


class Zygote(Keeper):
    """Forks its children; each leads a session of its own."""

    def __init__(self, control: socket.socket, body: Body) -> None:
        super().__init__(control)
        self._body = body

    def start(self, order: Spawn, descriptors: list[int]) -> int:
        """Fork; the child never returns from here."""
        pid = os.fork()
        if pid == 0:
            self._become_child(order, descriptors)
        return pid

    def collect(self) -> Iterator[Dead]:
        """Wait for every dead child, known or adopted; a known one's group ends before its number is free again."""
        while True:
            try:
                dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if dead is None:
                return
            if dead.si_pid in self.children:
                kill_group(dead.si_pid)
            _, status = os.waitpid(dead.si_pid, 0)
            yield Dead(dead.si_pid, os.waitstatus_to_exitcode(status))

    def kin(self) -> set[int]:
        """Nobody: whoever else has this process as its parent was adopted."""
        return set()

    def _become_child(self, order: Spawn, descriptors: list[int]) -> None:
        status = 70
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self.control.close()
            os.close(self.wake)
            os.close(self.waker)
            self._body(order, descriptors)
            status = 0
        except BaseException:  # noqa: BLE001 - a forked child must never return into the loop
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)


def main() -> None:
    """`python -m proctor.checks.engine.zygote judge|worker FD [ADAPTER]`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    adopt_orphans()
    control = socket.socket(fileno=int(sys.argv[2]))
    end_with_parent(wanted=True)  # while it imports it cannot see that the supervisor is gone
    if select.select([control], [], [], 0)[0]:
        return  # and it is gone already: nothing else can be there to read before Warm
    warm, run = role(sys.argv[1], *sys.argv[3:])
    warm()
    end_with_parent(wanted=False)  # from here on it has children to end first
    refuse_inspection()
    gc.collect()
    gc.freeze()
    Zygote(control, run).serve()


if __name__ == "__main__":
    main()
