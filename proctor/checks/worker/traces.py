"""Where the candidate's code is when it hangs, crashes or ends its own process, written to a pipe of the judge."""

import faulthandler
import os
import signal
import sys
from typing import NoReturn


def leave_traces(trace_fd: int) -> None:
    """Write Python stacks to `trace_fd` on a crash, on SIGUSR1, and when the process ends itself by `os._exit`."""
    faulthandler.enable(file=trace_fd, all_threads=False)
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1, file=trace_fd, all_threads=True, chain=False)
    owner, leave = os.getpid(), os._exit

    def traced_exit(status: int) -> NoReturn:
        if os.getpid() == owner:
            faulthandler.dump_traceback(file=trace_fd, all_threads=False)
        leave(status)

    os._exit = traced_exit
