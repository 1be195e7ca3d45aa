"""What Linux lets a process say about itself; elsewhere these do nothing."""

import signal
import sys

from proctor.sandbox import kernel

_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of descendants whose own parent ends."""
    _prctl(_SET_CHILD_SUBREAPER, 1)


def end_with_parent(wanted: bool) -> None:
    """Have this process killed when its parent ends, or no longer."""
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL if wanted else 0)


def refuse_inspection() -> None:
    """Keep other processes of the same user from reading this one's memory or tracing it."""
    _prctl(kernel.PR_SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        kernel.prctl(option, value)
