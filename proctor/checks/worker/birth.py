"""What comes between a worker's fork and its first request, whatever its framework."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from proctor.checks.engine.control import Spawn
from proctor.checks.wire.errors import PeerClosed
from proctor.checks.worker.confine import capture_output, close_other_descriptors, confine
from proctor.checks.worker.serving import Serving
from proctor.checks.worker.traces import leave_traces

MakeServer = Callable[[socket.socket, Path], Serving]  # type: ignore[type-arg]  # of any kind of tensor


def serve_one(order: Spawn, descriptors: list[int], begin: Callable[[], None], make: MakeServer) -> None:
    """Serve one judge over `descriptors` (run socket, output pipe, trace pipe), confined as ordered.

    `begin` settles the framework once the limits are in force.
    """
    run_fd, output_fd, trace_fd = descriptors
    assert order.limits is not None  # noqa: S101 - a worker is never ordered without, for the type checker
    close_other_descriptors(descriptors)
    root = confine(Path(order.folder), order.limits, order.confinement)
    capture_output(output_fd)
    leave_traces(trace_fd)
    begin()
    sock = socket.socket(fileno=run_fd)
    try:
        make(sock, root).serve()
    except PeerClosed:
        pass
    finally:
        sock.close()
    os.chdir("/")
