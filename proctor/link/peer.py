"""Who is at the other end of a Unix socket, as the system tells it; nothing a peer says about itself."""

import socket
import struct
import sys
from typing import NamedTuple


class Peer(NamedTuple):
    """The process and the account at the other end."""

    pid: int
    uid: int


def peer_of(connection: socket.socket) -> Peer | None:
    """The peer of a connected Unix socket; None on systems that do not tell. Raises OSError if it is not connected."""
    if sys.platform != "linux":
        return None
    packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _gid = struct.unpack("3i", packed)
    return Peer(pid, uid)
