"""What a person's shell is left with inside a sandbox: limits, a filter, and signals as a shell expects them."""

import os
import resource
import signal
from contextlib import suppress
from typing import Final

from proctor.sandbox import kernel, seccomp

_GIB: Final = 1 << 30
_LIMITS: Final = {
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 4 * _GIB,
    resource.RLIMIT_NOFILE: 8192,
    resource.RLIMIT_NPROC: 2048,
}
_KILLED_FIRST: Final = 500
"""Of 1000: when memory runs out, what a candidate started goes before what keeps their session."""
_OF_PYTHON: Final = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT)
"""What Python, or whoever started it, set aside; a program that is started inherits that."""


def settle(sockets: seccomp.Sockets = "unix", spared: tuple[int, ...] = ()) -> None:
    """Put the calling process, and all it starts, under a shell's limits and filter for good.

    `sockets` and `spared` are those of `seccomp.Policy`. Call it last: it takes away what setting up needs.
    Raises OSError where the kernel knows no filter.
    """
    for number in _OF_PYTHON:
        signal.signal(number, signal.SIG_DFL)
    for limit, most in _LIMITS.items():
        _lower(limit, most)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # who became somebody else may not write its own settings before
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as own:  # noqa: PTH123 - one word
        own.write(str(_KILLED_FIRST))
    os.umask(0o022)
    seccomp.install(seccomp.Policy(sockets=sockets, trace=True, locks=True, spared=spared))


def _lower(limit: int, most: int) -> None:
    _, hard = resource.getrlimit(limit)
    lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (lowered, lowered))
