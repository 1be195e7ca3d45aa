"""Calls of the candidate's modules and functions, and derivatives of calls that were kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

Gradients = tuple[Tensor | None, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A buffer that a module has and that was not given to the call."""

    name: str
    tensor: Tensor
    persistent: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave, which of the tensors it was given as state hold other values now, and what is new there.

    `modes`: the `training` flags that the call left otherwise than it found them, by the module's path.
    """

    result: object
    changed: dict[str, Tensor]
    made: tuple[Made, ...] = ()
    modes: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """A call that can be differentiated: its differentiable results, and the leaves it was given."""

    outputs: tuple[Tensor, ...]
    leaves: tuple[Tensor, ...]

    def vjp(self, cotangents: Sequence[Tensor | None]) -> Gradients:
        """Gradients of the outputs, weighted by the cotangents, for each leaf."""
        return _gradients(self.outputs, self.leaves, cotangents)

    def vjp2(self, cotangents: Sequence[Tensor | None], tangents: Sequence[Tensor | None]) -> Gradients:
        """Gradients of `vjp`, weighted by the tangents, for each cotangent and then each leaf."""
        weights = [None if item is None else item.detach().requires_grad_() for item in cotangents]
        first = _gradients(self.outputs, self.leaves, weights, create_graph=True)
        variables = [item for item in weights if item is not None] + list(self.leaves)
        found = iter(_gradients(first, variables, tangents))
        ahead = [None if item is None else next(found) for item in weights]
        return (*ahead, *found)


def call_module(module: nn.Module, state: dict[str, Tensor], args: Any, kwargs: Any, *, grad: bool) -> Outcome:
    """Call the module with `state` in place of its own parameters and buffers."""
    buffers = {name for name, _ in module.named_buffers(remove_duplicate=False)}
    before = {name: _Before(tensor, name in buffers) for name, tensor in state.items()}
    modes = modes_of(module)
    with torch.set_grad_enabled(grad):
        result = functional_call(module, state, args, kwargs)
    changed = {name: state[name].detach() for name, was in before.items() if was.differs_from(state[name])}
    switched = {path: training for path, training in modes_of(module).items() if modes.get(path) is not training}
    return Outcome(result, changed, tuple(_made(module, state)), switched)


def modes_of(module: nn.Module) -> dict[str, bool]:
    """The `training` flag of the module and of every one below, by path."""
    return {path: bool(item.training) for path, item in module.named_modules(remove_duplicate=False)}


def _made(module: nn.Module, state: dict[str, Tensor]) -> Iterator[Made]:
    for path, item in module.named_modules(remove_duplicate=False):
        for name, tensor in item._buffers.items():  # noqa: SLF001 - with those that are None
            full = f"{path}.{name}" if path else name
            if tensor is not None and full not in state:
                yield Made(full, tensor.detach(), name not in item._non_persistent_buffers_set)  # noqa: SLF001 - no other


class _Before:
    """A parameter or buffer as it went into a call."""

    def __init__(self, tensor: Tensor, is_buffer: bool) -> None:
        self._tensor = tensor
        self._version = tensor._version  # noqa: SLF001 - torch has no public name for it
        # Batch normalisation moves its statistics without counting a version, so buffers are compared by value.
        self._values = tensor.clone() if is_buffer and not tensor.is_meta else None

    def differs_from(self, after: Tensor) -> bool:
        """Whether it was replaced or written to."""
        if after is not self._tensor or after._version != self._version:  # noqa: SLF001 - as above
            return True
        return self._values is not None and not torch.equal(after, self._values)


def call_function(function: Callable[..., object], args: Any, kwargs: Any, *, grad: bool) -> Outcome:
    """Call a function of the entry."""
    with torch.set_grad_enabled(grad):
        return Outcome(function(*args, **kwargs), {})


def graph_of(tensors: Iterable[Tensor], leaves: Iterable[Tensor]) -> Graph | None:
    """The graph behind a call's result; None when nothing in it can be differentiated."""
    outputs = tuple(tensor for tensor in tensors if tensor.requires_grad)
    return Graph(outputs, tuple(leaves)) if outputs else None


def _gradients(
    outputs: Sequence[Tensor | None],
    variables: Sequence[Tensor],
    weights: Sequence[Tensor | None],
    *,
    create_graph: bool = False,
) -> Gradients:
    pairs = list(_weighted(outputs, weights))
    if not pairs or not variables:
        return tuple(None for _ in variables)
    return torch.autograd.grad(
        [output for output, _ in pairs],
        list(variables),
        [weight for _, weight in pairs],
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )


def _weighted(outputs: Sequence[Tensor | None], weights: Sequence[Tensor | None]) -> Iterator[tuple[Tensor, Tensor]]:
    for output, weight in zip(outputs, weights, strict=True):
        if output is not None and weight is not None and output.requires_grad:
            yield output, weight
