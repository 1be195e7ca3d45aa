"""How this process gives memory back that it has freed."""

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of glibc's malloc.h
_BIG_BYTES: Final = 256 << 10


def give_back_at_once() -> None:
    """Have every big piece of memory be a mapping of its own, so that the peak does not depend on gaps in the heap.

    Where there is no glibc this does nothing, and figures of one and the same work differ more.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, _BIG_BYTES)
