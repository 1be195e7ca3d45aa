"""One worker process: what is warm before the fork, and what runs after it."""

import os
import socket
import sys
import threading
from pathlib import Path

import torch

from proctor.checks.engine.control import Spawn
from proctor.checks.wire.errors import PeerClosed
from proctor.checks.worker.confine import capture_output, close_other_descriptors, confine
from proctor.checks.worker.everyday import compile_once
from proctor.checks.worker.rehearsal import rehearse
from proctor.checks.worker.server import Server
from proctor.checks.worker.traces import leave_traces

_REHEARSALS = 20


def warm() -> None:
    """Import and use once what the candidate's code is likely to use, so that no run waits for it."""
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    compile_once()
    layer = torch.nn.Linear(2, 2)
    optimizer = torch.optim.AdamW(layer.parameters())
    torch.func.functional_call(layer, dict(layer.named_parameters()), (torch.ones(1, 2),)).sum().backward()
    optimizer.step()
    for _ in range(_REHEARSALS):
        rehearse()
    if threading.active_count() > 1:
        print("worker: more than one thread before the fork", file=sys.stderr)  # noqa: T201 - goes to the engine's log


def run(order: Spawn, descriptors: list[int]) -> None:
    """Serve one judge over `descriptors`: run socket, output pipe, trace pipe."""
    run_fd, output_fd, trace_fd = descriptors
    assert order.limits is not None  # noqa: S101 - a worker is never ordered without, for the type checker
    rehearse()
    close_other_descriptors(descriptors)
    root = confine(Path(order.folder), order.limits, order.confinement)
    capture_output(output_fd)
    leave_traces(trace_fd)
    sock = socket.socket(fileno=run_fd)
    try:
        Server(sock, root).serve()
    except PeerClosed:
        pass
    finally:
        sock.close()
    os.chdir("/")
