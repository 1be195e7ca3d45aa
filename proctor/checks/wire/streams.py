"""Whole frames over a blocking stream socket; plain `recv`, so that no file descriptor is ever accepted."""

import socket

from proctor.checks.wire.errors import PeerClosed

_JOIN_BELOW_BYTES = 64 << 10


def joined(parts: list[memoryview]) -> list[memoryview]:
    """A small frame as one piece, for each piece wakes the receiver; a big one as it is, without a copy."""
    return [memoryview(b"".join(parts))] if sum(map(len, parts)) < _JOIN_BELOW_BYTES else parts


def send_parts(sock: socket.socket, parts: list[memoryview]) -> None:
    """Send a frame; `PeerClosed` when nobody is there to read it."""
    try:
        for part in joined(parts):
            sock.sendall(part)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise PeerClosed from error


def receive(sock: socket.socket, size: int) -> bytearray:
    """Exactly `size` bytes; `PeerClosed` when the stream ends before."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        try:
            count = sock.recv_into(view, min(len(view), 1 << 20))
        except ConnectionResetError as error:
            raise PeerClosed from error
        if not count:
            raise PeerClosed
        view = view[count:]
    return data
