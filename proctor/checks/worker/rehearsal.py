"""Requests on a module of torch's, answered to nobody: what they load and touch is there when real ones come.

A process has to touch its memory once after a fork, and Python its instructions a few times before they are fast.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from proctor.checks.wire import messages as m
from proctor.checks.wire.frames import encode_request
from proctor.checks.wire.streams import send_parts
from proctor.checks.wire.value_forms import Dtype, Fixed, Ref, Table
from proctor.checks.worker.server import Server


def rehearse() -> None:
    """Build, call and differentiate once over a socket of its own. Moves torch's generator."""
    judge, worker = socket.socketpair()
    with judge, worker:
        for request, tensors in _requests():
            send_parts(judge, encode_request(request, tensors))
        judge.shutdown(socket.SHUT_WR)
        Server(worker, Path(), nn).serve()


def _requests() -> Iterator[tuple[m.Request, list[Tensor]]]:
    x = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    weight = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    bias = torch.ones(2, dtype=torch.float64, requires_grad=True)
    yield m.Build("Linear", Fixed((2, 2)), Table({"dtype": Dtype("float64")}), seed=0), []
    target = m.Target(1, "")
    state = {"weight": 1, "bias": 2}
    yield m.Call(target, state, Fixed((Ref(0),)), Table({}), grad=True, echo=False, seed=0), [x, weight, bias]
    yield m.Vjp(1, (0,)), [torch.ones(2, 2, dtype=torch.float64)]
