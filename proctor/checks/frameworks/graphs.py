"""Calls that can be differentiated, once and twice, by whatever a framework's `vjp` is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from proctor.checks.frameworks.contract import Differentiable, Framework, Pulled, Tensor

Weights = Sequence[Tensor | None]


@dataclass(frozen=True, slots=True)
class Graph:
    """A kept call: its function, the leaves it was given, and what the first derivative needs."""

    framework: Framework
    function: Differentiable
    leaves: Sequence[Tensor]
    pulled: Pulled

    def vjp(self, cotangents: Weights) -> list[Tensor]:
        """Gradients of the outputs, weighted by the cotangents, for each leaf."""
        return self._gradients(self.pulled, _filled(self.framework, cotangents, self.pulled.outputs), self.leaves)

    def vjp2(self, cotangents: Weights, tangents: Weights) -> list[Tensor | None]:
        """Gradients of `vjp`, weighted by the tangents, for each cotangent and then each leaf."""
        given = [index for index, item in enumerate(cotangents) if item is not None]
        filled = _filled(self.framework, cotangents, self.pulled.outputs)

        def first(*variables: Tensor) -> tuple[Sequence[Tensor], Sequence[Tensor]]:
            ahead, leaves = variables[: len(given)], variables[len(given) :]
            weights = list(filled)
            for index, weight in zip(given, ahead, strict=True):
                weights[index] = weight
            return self._gradients(self.framework.vjp(self.function, leaves), weights, leaves), ()

        variables = [*(cotangents[index] for index in given), *self.leaves]
        second = self.framework.vjp(first, variables)
        found = self._gradients(second, _filled(self.framework, tangents, second.outputs), variables)
        ahead: list[Tensor | None] = [None] * len(cotangents)
        for index, gradient in zip(given, found, strict=False):
            ahead[index] = gradient
        return [*ahead, *found[len(given) :]]

    def _gradients(self, pulled: Pulled, weights: Sequence[Tensor], leaves: Sequence[Tensor]) -> list[Tensor]:
        return _filled(self.framework, pulled.pull(weights), leaves)


def differentiated(
    framework: Framework,
    call: Callable[[Sequence[Tensor]], Sequence[Tensor]],
    tensors: Sequence[Tensor],
    at: Sequence[int],
) -> tuple[list[tuple[Tensor, bool]], Graph | None]:
    """The call's results in order, each with whether it can be differentiated, and the graph behind those.

    `call` takes the tensors of a request; those at `at` are the leaves.
    """
    order: list[bool] = []

    def function(*leaves: Tensor) -> tuple[Sequence[Tensor], Sequence[Tensor]]:
        given = list(tensors)
        for index, leaf in zip(at, leaves, strict=True):
            given[index] = leaf
        results = call(given)
        order[:] = [_is_float(framework, item) for item in results]
        return (
            [item for item, smooth in zip(results, order, strict=True) if smooth],
            [item for item, smooth in zip(results, order, strict=True) if not smooth],
        )

    leaves = [tensors[index] for index in at]
    pulled = framework.vjp(function, leaves)
    smooth, other = iter(pulled.outputs), iter(pulled.beside)
    results = [(next(smooth if is_smooth else other), is_smooth) for is_smooth in order]
    return results, Graph(framework, function, leaves, pulled) if pulled.outputs else None


def _is_float(framework: Framework, tensor: Tensor) -> bool:
    return "float" in (framework.dtype_name(tensor.dtype) or "")


def _filled(framework: Framework, weights: Weights, like: Sequence[Tensor]) -> list[Tensor]:
    """The weights, with zeros for those that are None."""
    return [
        framework.tensor(np.zeros_like(framework.array(other))) if weight is None else weight
        for weight, other in zip(weights, like, strict=True)
    ]
