"""Both sides of a measurement in this very process: no transport, and nothing that keeps them apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from torch import Tensor, nn

from proctor.checks.expect import expect_state_keys
from proctor.checks.figures import PeakFigures
from proctor.checks.measuring.baseline import read_baseline
from proctor.checks.measuring.steps import Inputs, Step, Tolerance, expect_alike, own_copy, step_of, tensors_in
from proctor.checks.worker.ledger import measure

_LIMIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class OpenSides:
    """See `proctor.checks.measuring.race.Sides`."""

    work: Step
    baseline: Step
    began_s: float

    def carry(self, inputs: Inputs, results: Sequence[Tensor]) -> None:
        """Nothing has to be carried."""

    def baseline_cpu_s(self) -> float:
        """The wall clock: processor time of this process would be everybody's."""
        return perf_counter()

    def left_s(self) -> float:
        """Of the time that a check usually has."""
        return _LIMIT_S - (perf_counter() - self.began_s)

    def peaks(self, given: Inputs, tolerance: Tolerance, *, what: str) -> PeakFigures:
        """Peaks of the storages that one call of each side makes."""
        work_bytes, actual = _peak(self.work, given)
        baseline_bytes, expected = _peak(self.baseline, given)
        expect_alike(actual, expected, tolerance, what=what)
        return PeakFigures(work_bytes, baseline_bytes)


def open_sides(
    work: Callable[..., Any], baseline: Callable[..., Any], args: Any, kwargs: Any, *, grad: bool
) -> OpenSides:
    """The work and its baseline, with the same parameters on both sides."""
    is_class = read_baseline(baseline).is_class
    ours, theirs = (_thing(maker, args, kwargs, is_class=is_class) for maker in (work, baseline))
    if isinstance(ours, nn.Module) and isinstance(theirs, nn.Module):
        expect_state_keys(ours, {key: tuple(value.shape) for key, value in theirs.state_dict().items()})
        theirs.load_state_dict(ours.state_dict())
    return OpenSides(step_of(ours, grad=grad), step_of(theirs, grad=grad), perf_counter())


def _thing(maker: Callable[..., Any], args: Any, kwargs: Any, *, is_class: bool) -> Callable[..., Any]:
    if is_class:
        made: Callable[..., Any] = maker(*args, **kwargs)
        return made
    if args:
        raise TypeError("a function that is measured takes its arguments from `inputs`, and keywords beside them")
    return lambda *inputs: maker(*inputs, **kwargs)


def _peak(step: Step, given: Inputs) -> tuple[int, list[Tensor]]:
    inputs = own_copy(given, grad=step.grad)
    results: list[Tensor] = []
    known = [*tensors_in(inputs), *_own(step.function)]
    return measure(lambda: results.extend(step(inputs)), known).peak, results


def _own(function: Callable[..., Any]) -> list[Tensor]:
    return [*function.parameters(), *function.buffers()] if isinstance(function, nn.Module) else []
