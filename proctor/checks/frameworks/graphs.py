"""Calls that can be differentiated, once and twice, by whatever a framework's `vjp` is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from proctor.checks.frameworks.contract import Framework, Function, Program, Pulled, Tensor, Trial

Weights = Sequence[Tensor | None]


@dataclass(frozen=True, slots=True)
class Graph:
    """A kept call: what was called, with which tensors, which of them are leaves, and what the derivative needs."""

    framework: Framework
    program: Program
    tensors: Sequence[Tensor]
    leaves: tuple[int, ...]
    pulled: Pulled

    def vjp(self, cotangents: Weights) -> list[Tensor]:
        """Gradients of the smooth results, weighted by the cotangents, for each leaf."""
        found = self.pulled.pull(self._filled(cotangents, self.pulled.outputs()))
        return self._filled(found, self._variables())

    def vjp2(self, cotangents: Weights, tangents: Weights) -> list[Tensor | None]:
        """Gradients of `vjp`, weighted by the tangents, for each cotangent and then each leaf."""
        filled = self._filled(cotangents, self.pulled.outputs())
        count = len(filled)
        places = (*range(count), *(count + index for index in self.leaves))
        second = self.framework.vjp(self._derived(count), [*filled, *self.tensors], places)
        weights = self._filled(tangents, second.outputs())
        found = self._filled(second.pull(weights), [*filled, *self._variables()])
        ahead = [None if item is None else gradient for item, gradient in zip(cotangents, found, strict=False)]
        return [*ahead, *found[count:]]

    def _derived(self, count: int) -> Program:
        """The first derivative as a program of its own: from cotangents and the call's tensors to gradients."""
        trial = self.program.trial

        def derived() -> Trial:
            copied = cast("Callable[[], Trial]", trial)()
            return Trial(self._gradients(copied.function, count), copied.owner, copied.seed)

        function = self._gradients(self.program.function, count)
        return Program(function, self.program.key + b"'", derived if trial else None)

    def _gradients(self, function: Function, count: int) -> Function:
        inner = Program(function)

        def gradients(given: Sequence[Tensor]) -> Sequence[Tensor]:
            pulled = self.framework.vjp(inner, given[count:], self.leaves)
            found = pulled.pull(given[:count])
            return self._filled(found, [given[count + index] for index in self.leaves])

        return gradients

    def _variables(self) -> list[Tensor]:
        return [self.tensors[index] for index in self.leaves]

    def _filled(self, weights: Weights, like: Sequence[Tensor]) -> list[Tensor]:
        """The weights, with zeros for those that are None."""
        return [
            self.framework.zeros_like(other) if weight is None else weight
            for weight, other in zip(weights, like, strict=True)
        ]
