"""What supervisor, warm processes and judges say to each other: length-prefixed MessagePack, with descriptors.

These are trusted processes; a worker never holds an end of these sockets.
"""

import array
import socket
import struct
from typing import Final, Literal

import msgspec

from proctor.checks.request import CheckFinished, Flagged

LENGTH: Final = struct.Struct(">I")
DESCRIPTORS_MAX: Final = 4


Confinement = Literal["sealed", "landlock", "limits"]
"""Where a worker stands: in a sandbox of its own, behind rules that it puts on itself, or under limits only."""


class WorkerLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one worker: memory beyond interpreter and torch, and processor time."""

    memory_bytes: int
    cpu_s: int


class _Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message between trusted processes of an engine."""


class Spawn(_Message, frozen=True, tag="spawn"):
    """Supervisor to a warm process: fork a child that owns `folder` and the descriptors sent along.

    `limits` and `confinement` are those of a worker; a judge has none.
    """

    child: int
    folder: str
    limits: WorkerLimits | None = None
    confinement: Confinement = "limits"


class Kill(_Message, frozen=True, tag="kill"):
    """Supervisor to a warm process: end the child and everything it started."""

    child: int


class Nudge(_Message, frozen=True, tag="nudge"):
    """Judge to supervisor to a warm process: ask a stuck worker where it is."""

    child: int


class Warm(_Message, frozen=True, tag="warm"):
    """A warm process is ready to fork."""


class Ended(_Message, frozen=True, tag="ended"):
    """A child is gone and so is its folder; `status` is negative for a signal."""

    child: int
    status: int


class Package(_Message, frozen=True, tag="package"):
    """Supervisor to judge: the check files to collect (relative path to content); the run's request comes after it."""

    checks: dict[str, bytes]


class Want(_Message, frozen=True, tag="want"):
    """Judge to supervisor: another worker, please; `author`: one that speaks torch, for code of the check's author."""

    author: bool = False


class Granted(_Message, frozen=True, tag="granted"):
    """Supervisor to judge: here is one, with its socket, its output and its trace; it may take `start_s` to begin."""

    child: int
    start_s: float


class Release(_Message, frozen=True, tag="release"):
    """Judge to supervisor: this worker is no longer needed."""

    child: int


class Verdict(_Message, frozen=True, tag="verdict"):
    """Judge to supervisor: a check has ended."""

    finished: CheckFinished


class Flag(_Message, frozen=True, tag="flag"):
    """Judge to supervisor: a person should look at this place."""

    flagged: Flagged


class Over(_Message, frozen=True, tag="over"):
    """Judge to supervisor: nothing more will come; `fault` says what broke on our side."""

    fault: str


ToKeeper = Spawn | Kill | Nudge
FromKeeper = Warm | Ended
FromJudge = Want | Release | Nudge | Verdict | Flag | Over

_ENCODER: Final = msgspec.msgpack.Encoder()


def frame(message: object) -> bytes:
    """A message with its length in front."""
    body = _ENCODER.encode(message)
    return LENGTH.pack(len(body)) + body


def send(sock: socket.socket, message: object, descriptors: tuple[int, ...] = ()) -> None:
    """Send a message over a blocking socket, with descriptors beside its first byte."""
    data = frame(message)
    if descriptors:
        sent = socket.send_fds(sock, [data], descriptors)
        data = data[sent:]
    sock.sendall(data)


def receive(sock: socket.socket) -> tuple[bytes, list[int]]:
    """One message's bytes and its descriptors from a blocking socket; `EOFError` when the other side is gone."""
    prefix, descriptors = b"", array.array("i")
    while len(prefix) < LENGTH.size:
        data, received, _, _ = socket.recv_fds(sock, LENGTH.size - len(prefix), DESCRIPTORS_MAX)
        if not data:
            raise EOFError
        prefix += data
        descriptors.extend(received)
    return _exactly(sock, LENGTH.unpack(prefix)[0]), list(descriptors)


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = sock.recv(min(size - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
