"""Processes that lost their parent: adopted by the nearest warm process, and ended there."""

import os
import signal
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from proctor.checks.engine.family import children


def kill_strangers(known: Collection[int]) -> list[int]:
    """Kill every child process that is not in `known`; return which they were, to be waited for."""
    strangers = [pid for pid in children(os.getpid()) if pid not in known]
    for pid in strangers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return strangers


def kill_everybody() -> None:
    """Kill every process of a sandbox but this one and its first, at once: forks in flight lose.

    Raises: RuntimeError outside of a sandbox, where it would be the whole machine.
    """
    if Path("/proc/1/comm").read_text(encoding="utf-8").strip() != "bwrap":
        raise RuntimeError("not inside a sandbox")
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def kill_group(pid: int) -> None:
    """Kill a child that leads a process group, with the whole group."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)
