"""What is measured: one call with fresh inputs, or one call with its gradients; every result is looked at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves, tree_map

from proctor.checks.expect import expect_close

Inputs = tuple[Any, ...]
MakeInputs = Callable[[], Inputs]
Forms = list[tuple[torch.Size, torch.dtype, torch.device]]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a measured result may be from the baseline's."""

    atol: float
    rtol: float


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of work on one side: a call in evaluation mode, or with `grad` a call and its gradients."""

    function: Callable[..., Any]
    parameters: tuple[Tensor, ...]
    grad: bool

    def __call__(self, inputs: Inputs) -> list[Tensor]:
        """Carry it out; the tensors of the result, then one gradient for each input and parameter that gets one."""
        with torch.set_grad_enabled(self.grad):
            results = tensors_in(self.function(*inputs))
        if not self.grad:
            return results
        outputs = [item for item in results if item.requires_grad]
        if not outputs:
            return results
        leaves = [*(item for item in tensors_in(inputs) if item.requires_grad), *self.parameters]
        weights = [torch.ones_like(item) for item in outputs]
        grads = torch.autograd.grad(outputs, leaves, weights, allow_unused=True)
        return [*(item.detach() for item in results), *(item for item in grads if item is not None)]


def step_of(function: Callable[..., Any], *, grad: bool) -> Step:
    """The step of a module (put into training mode with `grad`, else into evaluation mode) or of a function."""
    if not isinstance(function, nn.Module):
        return Step(function, (), grad)
    function.train(grad)
    return Step(function, tuple(item for item in function.parameters() if item.requires_grad), grad)


class Fresh:
    """Inputs that differ from one measurement to the next, so that remembering an answer does not pay."""

    def __init__(self, make: MakeInputs) -> None:
        self._make = make
        self._last: list[Tensor] | None = None

    def __call__(self) -> Inputs:
        """The next inputs. Raises: TypeError, a fault of the check, when they hold the same values again."""
        given = self._make()
        tensors = tensors_in(given)
        if not tensors or (self._last is not None and _alike(tensors, self._last)):
            raise TypeError("the inputs of a measurement have to be made anew each time, with other values")
        self._last = tensors
        return given


def own_copy(inputs: Inputs, *, grad: bool) -> Inputs:
    """The inputs in memory of their own; with `grad`, floating ones are leaves that want gradients."""

    def copied(item: Any) -> Any:
        if not isinstance(item, Tensor):
            return item
        copy = item.detach().clone(memory_format=torch.preserve_format)
        return copy.requires_grad_(grad and (item.is_floating_point() or item.is_complex()))

    made: Inputs = tree_map(copied, inputs)
    return made


def expect_alike(actual: Sequence[Tensor], expected: Sequence[Tensor], tolerance: Tolerance, *, what: str) -> None:
    """Fail unless a measured step gave what the baseline gave: being fast with something else is no merit."""
    if len(actual) != len(expected):
        raise AssertionError(f"{what}: {len(actual)} tensors came back while it was measured, not {len(expected)}.")
    for one, other in zip(actual, expected, strict=True):
        expect_close(one, other, atol=tolerance.atol, rtol=tolerance.rtol, what=f"{what}, while it was measured")


def forms_of(tensors: Iterable[Tensor]) -> Forms:
    """Shape, dtype and device of each."""
    return [(item.shape, item.dtype, item.device) for item in tensors]


def tensors_in(value: Any) -> list[Tensor]:
    """Every tensor in a value, nested ones included."""
    return [item for item in tree_leaves(value) if isinstance(item, Tensor)]


def _alike(some: list[Tensor], others: list[Tensor]) -> bool:
    return len(some) == len(others) and all(
        one.shape == other.shape and torch.equal(one, other) for one, other in zip(some, others, strict=True)
    )
