"""A second process that works beside one that has its hands full with loading a screen meanwhile."""

import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import BinaryIO, Final, NoReturn

_PIPE_BYTES: Final = 2**20
"""As much at once as Linux lets anybody ask for: with each portion a thread has to wait for its turn again."""
_LENGTH_BYTES: Final = 8


@contextmanager
def second_process(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """What `work` writes, in a process that begins with it at once; to be entered while there is only one thread.

    Reading waits for it. It ends early where the work raised anything or was ended itself, and there is nothing where
    no process was to be had: whoever reads does the work then.
    """
    ours, theirs = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(ours)
        os.close(theirs)
        yield BytesIO()
        return
    if pid == 0:
        os.close(ours)
        _work(work, theirs)
    os.close(theirs)
    with suppress(OSError):  # it does so itself too: whoever is first
        os.setpgid(pid, pid)
    with os.fdopen(ours, "rb") as given:
        try:
            yield given
        finally:
            _end(pid)


def give(portion: bytes, to: BinaryIO) -> None:
    """Let the first process have `portion`, while the second goes on."""
    to.write(len(portion).to_bytes(_LENGTH_BYTES) + portion)
    to.flush()


def taken(given: BinaryIO) -> bytes:
    """Wait for the next portion. Raises: EOFError where the second process has ended before it was whole."""
    length = given.read(_LENGTH_BYTES)
    portion = given.read(int.from_bytes(length))
    if len(length) < _LENGTH_BYTES or len(portion) < int.from_bytes(length):
        raise EOFError
    return portion


def _work(work: Callable[[BinaryIO], None], to: int) -> NoReturn:
    """In the second process, which owns nothing: it must not run what the first has promised to do at its end."""
    try:
        with suppress(OSError):
            os.setpgid(0, 0)  # with what it starts, it is ended as one
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        with suppress(AttributeError, OSError):  # not on every system
            fcntl.fcntl(to, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        with suppress(BaseException), os.fdopen(to, "wb") as giving:  # the first one tells what is wrong, if it is
            work(giving)
    finally:
        os._exit(0)


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)
