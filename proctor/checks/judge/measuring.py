"""Measurements over the bridge: the work in a worker of its own, its baseline in another without the candidate's code.

Both sides are asked over the same wire, under the same limits, by the judge's clock; memory is what the kernel says
about the two processes.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from torch import Tensor

from proctor.checks.expect import expect_state_keys
from proctor.checks.figures import PeakFigures
from proctor.checks.judge.calling import Caller
from proctor.checks.judge.link import AuthorLink, Link
from proctor.checks.judge.proxy import CandidateModule, build_tree
from proctor.checks.judge.supply import Supply
from proctor.checks.measuring.baseline import CARRIED, ENTRY, Baseline
from proctor.checks.measuring.residence import Residence
from proctor.checks.measuring.steps import (
    Fresh,
    Inputs,
    MakeInputs,
    Step,
    Tolerance,
    expect_alike,
    forms_of,
    own_copy,
    step_of,
)
from proctor.checks.outcome import Unsure
from proctor.checks.wire import messages as m

Words = tuple[str, tuple[object, ...], dict[str, object]]


@dataclass(frozen=True, slots=True)
class BridgedSides:
    """See `proctor.checks.measuring.race.Sides`."""

    work: Step
    baseline: Step
    other: AuthorLink
    deadline: Callable[[], float]

    def carry(self, inputs: Inputs, results: Sequence[Tensor]) -> None:
        """Through a function beside the baseline that does nothing; a module's parameters travel along."""
        carry(Caller(self.other), self.baseline, inputs, results)

    def baseline_cpu_s(self) -> float:
        """Of the judge and of the baseline's process, which tells it truly: nobody else's code is in there."""
        reply, _ = self.other.ask(m.Stat(), [], m.Stats)
        return time.process_time() + reply.cpu_s

    def left_s(self) -> float:
        """Until the check's deadline."""
        return self.deadline() - time.monotonic()


def sides(  # noqa: PLR0913 - both ends and the words of the check
    supply: Supply, link: Link, other: AuthorLink, words: Words, rival: Baseline, *, grad: bool
) -> BridgedSides:
    """The work and its baseline, with the same parameters on both sides."""
    work = _thing(Caller(link), words[0], words, is_class=rival.is_class)
    baseline = _thing(Caller(other), rival.name, words, is_class=rival.is_class)
    _same_state(work, baseline)
    return BridgedSides(step_of(work, grad=grad), step_of(baseline, grad=grad), other, supply.clock.deadline)


def measure_peak(  # noqa: PLR0913 - the words of a measurement, as the check wrote them
    supply: Supply, words: Words, inputs: MakeInputs, rival: Baseline, tolerance: Tolerance, *, grad: bool
) -> PeakFigures:
    """Peak of one first call on each side, over what its process held before it had any file of the run."""
    began_s = time.monotonic()
    given = Fresh(inputs)()
    with _Watched() as beside, supply.aside(ENTRY, rival.tree(), beside.begin) as other:
        baseline = _thing(Caller(other), rival.name, words, is_class=rival.is_class)
        with _Watched() as own, supply.fresh(own.begin) as link:
            work = _thing(Caller(link), words[0], words, is_class=rival.is_class)
            _same_state(work, baseline)
            actual = step_of(work, grad=grad)(own_copy(given, grad=grad))
            work_bytes = own.peak_bytes()
            own.expect_alone()
        step = step_of(baseline, grad=grad)
        expected = step(own_copy(given, grad=grad))
        baseline_bytes = beside.peak_bytes()
    with _Watched() as empty, supply.aside(ENTRY, rival.tree(), empty.begin) as other:
        again = _thing(Caller(other), rival.name, words, is_class=rival.is_class)
        carry(Caller(other), step_of(again, grad=grad), given, expected)
        carried_bytes = empty.peak_bytes()
    expect_alike(actual, expected, tolerance, what=words[0])
    now_s = time.monotonic()
    return PeakFigures(
        max(work_bytes - carried_bytes, 0),
        max(baseline_bytes - carried_bytes, 0),
        can_repeat=supply.clock.deadline() - now_s > 1.5 * (now_s - began_s),
    )


def carry(caller: Caller, step: Step, inputs: Inputs, results: Sequence[Tensor]) -> None:
    """Bring inputs and parameters there and tensors of the results' forms back, without any work."""
    own = list(step.function.own_tensors().values()) if isinstance(step.function, CandidateModule) else []
    sent = [own_copy(inputs, grad=False), [item.detach() for item in own]]
    caller.call_function(CARRIED, (sent, forms_of(results)), {})


class _Watched:
    """The memory of one worker, from its hello on."""

    def __init__(self) -> None:
        self._residence: Residence | None = None
        self._start_bytes = 0
        self._family = (0, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._residence is not None:
            self._residence.close()

    def begin(self, link: Link) -> None:
        """Look at a worker that has not got any file yet."""
        link.ask(m.Settle(), [], m.Done)
        if self._residence is not None:  # a worker that did not start was replaced
            self._residence.close()
        self._residence = Residence(link.pid)
        self._residence.forget_peak()
        self._start_bytes = self._residence.now_bytes()
        self._family = self._residence.family()

    def peak_bytes(self) -> int:
        """Most memory over what was there at the beginning."""
        return self._seen().peak_bytes() - self._start_bytes

    def expect_alone(self) -> None:
        """Be unsure when other processes took part, for their memory is not in the figure."""
        if self._seen().family() != self._family:
            raise Unsure("The work was done with the help of other processes, so its memory says little.")

    def _seen(self) -> Residence:
        assert self._residence is not None  # noqa: S101 - `begin` was called, for the type checker
        return self._residence


def _thing(caller: Caller, name: str, words: Words, *, is_class: bool) -> Callable[..., Any]:
    """The class `name`, constructed, or the function `name` with the keyword arguments."""
    _, args, kwargs = words
    if is_class:
        built, tensors = caller.build(name, args, kwargs)
        return build_tree(caller, built, tensors, object)
    if args:
        raise TypeError("a function that is measured takes its arguments from `inputs`, and keywords beside them")
    return lambda *inputs: caller.call_function(name, inputs, kwargs)


def _same_state(work: Callable[..., Any], baseline: Callable[..., Any]) -> None:
    """Give the baseline the work's parameters and buffers; fail when they are not the same ones by name and shape."""
    if isinstance(work, CandidateModule) and isinstance(baseline, CandidateModule):
        expect_state_keys(work, {key: tuple(value.shape) for key, value in baseline.state_dict().items()})
        baseline.load_state_dict(work.state_dict())
