"""A module built, called and differentiated over a link whose other end answers by a script.

What this loads and touches is there when the first check comes: a process has to touch its memory once after a fork,
and Python its instructions a few times before they are fast.
"""

import os
import socket
import time
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.autograd import gradcheck

from proctor.checks import author
from proctor.checks.judge.calling import Caller
from proctor.checks.judge.link import Link
from proctor.checks.judge.output import Output
from proctor.checks.judge.proxy import build_tree
from proctor.checks.wire import messages as m
from proctor.checks.wire.frames import encode_reply
from proctor.checks.wire.streams import send_parts
from proctor.checks.wire.value_forms import Ref

_LIMIT_S = 10.0


class _Prompted(Link):
    """A link to nobody: each request is followed by the next words of the script."""

    def __init__(self, sock: socket.socket, output: Output, other: socket.socket) -> None:
        super().__init__(sock, output, lambda: time.monotonic() + _LIMIT_S)
        self._other = other
        self._script = _replies()

    def post(self, message: m.Request, tensors: list[Tensor]) -> None:
        """Send the request and have its answer come."""
        super().post(message, tensors)
        for reply, results in next(self._script):
            send_parts(self._other, encode_reply(reply, results))


def rehearse() -> None:
    """Go through one call with its derivative, a comparison and a small `gradcheck`. Leaves torch's generator alone."""
    here, there = socket.socketpair()
    output_read, output_write = os.pipe()
    link = _Prompted(here, Output(output_read, 0), there)
    caller = Caller(link)
    module = build_tree(caller, *caller.build("Scale", (2,), {}), Tensor)
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    result = module(x)
    author.expect_close(result, torch.ones(2, dtype=torch.float64), atol=0, rtol=0, what="Rehearsal")
    result.sum().backward()
    gradcheck(torch.sin, (x,))
    link.close()
    os.close(output_write)
    there.close()


def _replies() -> Iterator[list[tuple[m.Reply, list[Tensor]]]]:
    """What a worker says when a module with one parameter is built, called and differentiated."""
    two = torch.ones(2, dtype=torch.float64)
    root = m.Node("", "Scale", "", training=True, parameters=(m.Entry("weight", 0),), buffers=())
    yield [(m.Hello(0), []), (m.Built(1, (root,), "Scale()", drew=False), [two.clone().requires_grad_()])]
    yield [(m.Called(Ref(0), 1, {}, (), drew=False), [two.clone().requires_grad_()])]
    yield [(m.Grads((0, 1)), [two, two.clone()])]
