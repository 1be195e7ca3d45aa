"""Autograd across the wire: a call's results become nodes of the judge's own graph.

The graph of the call itself stays in the worker under a handle; the handle is dropped when the judge's node dies.
Backward is a function with a derivative of its own, so second order works; third order does not.
"""

import weakref
from typing import Any

from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from proctor.checks.judge.offers import expect_offered
from proctor.checks.judge.ways import Way
from proctor.checks.wire import messages as m
from proctor.checks.wire.errors import WireError
from proctor.checks.wire.values import TensorTable, tensor_at

Gradients = tuple[Tensor | None, ...]


class RemoteGraph:
    """A graph that a worker keeps for as long as this object lives."""

    def __init__(self, link: Way, handle: int) -> None:
        self._link = link
        self._handle = handle
        weakref.finalize(self, link.drop, handle)

    def vjp(self, cotangents: Gradients, leaves: Gradients) -> Gradients:
        """Gradients for each leaf."""
        expect_offered(self._link.framework, "derivatives")
        table = TensorTable()
        return self._ask(m.Vjp(self._handle, _enter(cotangents, table)), table, leaves)

    def vjp2(self, cotangents: Gradients, tangents: Gradients, leaves: Gradients) -> Gradients:
        """Gradients of `vjp` for each cotangent, then each leaf."""
        expect_offered(self._link.framework, "second derivatives")
        table = TensorTable()
        message = m.Vjp2(self._handle, _enter(cotangents, table), _enter(tangents, table))
        return self._ask(message, table, (*cotangents, *leaves))

    def _ask(self, message: m.Vjp | m.Vjp2, table: TensorTable, forms: Gradients) -> Gradients:
        reply, tensors = self._link.ask(message, [tensor.detach() for tensor in table.tensors], m.Grads)
        with self._link.strict():
            if len(reply.grads) != len(forms):
                raise WireError("wrong number of gradients")
            return tuple(_fitting(index, tensors, form) for index, form in zip(reply.grads, forms, strict=True))
        raise AssertionError  # strict() has raised


class Graft(Function):
    """Results of a call as functions of the leaves that went into it."""

    @staticmethod
    def forward(ctx: Any, graph: RemoteGraph, results: list[Tensor], *leaves: Tensor) -> tuple[Tensor, ...]:
        """Return the results; the leaves are kept for the derivative of the derivative."""
        ctx.graph = graph
        ctx.count = len(results)
        ctx.save_for_backward(*leaves)
        ctx.set_materialize_grads(False)
        return tuple(results)

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor | None) -> Any:
        """Ask the worker, through a function that can be differentiated in turn."""
        apply: Any = GraftBackward.apply  # torch leaves it without a signature
        return (None, None, *apply(ctx.graph, ctx.count, *cotangents, *ctx.saved_tensors))


class GraftBackward(Function):
    """The gradient of a call as a function of cotangents and leaves."""

    @staticmethod
    def forward(ctx: Any, graph: RemoteGraph, count: int, *tensors: Tensor | None) -> Gradients:
        """Gradients for each leaf."""
        ctx.graph = graph
        ctx.count = count
        ctx.save_for_backward(*tensors)
        ctx.set_materialize_grads(False)
        return graph.vjp(tensors[:count], tensors[count:])

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *tangents: Tensor | None) -> Any:
        """Gradients of the gradient for each cotangent and each leaf."""
        tensors = ctx.saved_tensors
        return (None, None, *ctx.graph.vjp2(tensors[: ctx.count], tangents, tensors[ctx.count :]))


def _enter(tensors: Gradients, table: TensorTable) -> tuple[int | None, ...]:
    return tuple(None if tensor is None else table.add(tensor) for tensor in tensors)


def _fitting(index: int | None, tensors: list[Tensor], form: Tensor | None) -> Tensor | None:
    if index is None:
        return None
    tensor = tensor_at(index, tensors)
    if form is None or tensor.shape != form.shape or tensor.dtype != form.dtype or tensor.device != form.device:
        raise WireError("a gradient of another form than its variable")
    return tensor.detach()
