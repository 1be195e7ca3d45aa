"""Which process is at the other end, as the kernel says with its first words.

A worker greets before a byte of the candidate's code runs, and the number is the kernel's translation into the
judge's own view of processes, so no code under test has a say in it. Descriptors are never accepted along the way.
"""

import socket
import struct
import sys
from contextlib import suppress
from typing import Final

_CREDENTIALS: Final = struct.Struct("=iII")
_KNOWN: Final = sys.platform == "linux"


def ask_who_speaks(sock: socket.socket) -> None:
    """Have the kernel put the sender's number beside what comes in."""
    if _KNOWN:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)


def who_speaks(sock: socket.socket) -> int | None:
    """The process that sent what waits on the socket, which stays there; from then on nobody is asked again.

    None where the kernel does not tell, or where that process is not visible from here.
    """
    if not _KNOWN:
        return None
    pid = 0
    with suppress(BlockingIOError, ConnectionResetError):
        _, beside, _, _ = sock.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_PEEK)
        for level, kind, data in beside:
            if (level, kind, len(data)) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS, _CREDENTIALS.size):
                pid, _, _ = _CREDENTIALS.unpack(data)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
    return pid or None
