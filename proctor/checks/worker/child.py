"""One worker process of PyTorch: what is warm before the fork, and what runs after it."""

import secrets
import sys
import threading

import torch

from proctor.checks.engine.control import Spawn
from proctor.checks.worker.birth import serve_one
from proctor.checks.worker.probes import Straight, compiling
from proctor.checks.worker.rehearsal import rehearse
from proctor.checks.worker.server import Server

_REHEARSALS = 20


def warm() -> None:
    """Import and use once what the candidate's code is likely to use, so that no run waits for it."""
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    compiling(Straight, (torch.ones(2),), grad=False)
    layer = torch.nn.Linear(2, 2)
    optimizer = torch.optim.AdamW(layer.parameters())
    torch.func.functional_call(layer, dict(layer.named_parameters()), (torch.ones(1, 2),)).sum().backward()
    optimizer.step()
    for _ in range(_REHEARSALS):
        rehearse()
    if threading.active_count() > 1:
        print("worker: more than one thread before the fork", file=sys.stderr)  # noqa: T201 - goes to the engine's log


def run(order: Spawn, descriptors: list[int]) -> None:
    """Serve one judge."""
    rehearse()
    serve_one(order, descriptors, _begin, Server)


def _begin() -> None:
    torch.default_generator.manual_seed(secrets.randbits(63))  # a device's own draws its seed when it is first used
