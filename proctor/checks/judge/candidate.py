"""The `candidate` fixture over a worker process."""

from collections.abc import Callable
from typing import Any

import torch

from proctor.checks.figures import CompileFigures, MemoryFigures, OperationFigures, PeakFigures, TimeFigures
from proctor.checks.judge import measuring
from proctor.checks.judge.calling import Caller
from proctor.checks.judge.offers import expect_offered
from proctor.checks.judge.remote import RemoteCandidate
from proctor.checks.judge.supply import Supply
from proctor.checks.judge.ways import Way
from proctor.checks.measuring.baseline import ENTRY, read_baseline
from proctor.checks.measuring.race import race
from proctor.checks.measuring.steps import MakeInputs, Tolerance


class BridgeCandidate(RemoteCandidate):
    """See `proctor.checks.candidate.Candidate`."""

    def __init__(self, supply: Supply, generator: torch.Generator) -> None:
        self._supply = supply
        self.generator = generator
        self.level = supply.level
        self.entry = supply.entry
        self.source = supply.source
        self.framework = supply.framework

    def way(self) -> Way:
        """The link to the process that serves the value checks of this run."""
        return self._supply.link()

    def probe_memory(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> MemoryFigures:
        """Live bytes of one call, measured beside the candidate's code in a fresh process."""
        found = MemoryFigures.checked(*self._probe("memory", name, args, kwargs, inputs, grad=grad)[:2])
        self._supply.figures |= found.named()
        return found

    def probe_compile(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> CompileFigures:
        """Whether one graph holds the module, tried beside the candidate's code in a fresh process."""
        return CompileFigures.checked(*self._probe("compile", name, args, kwargs, inputs, grad=grad))

    def probe_operations(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> OperationFigures:
        """Operations of one call, counted beside the candidate's code in a fresh process."""
        found = OperationFigures.checked(*self._probe("profile", name, args, kwargs, inputs, grad=grad)[:2])
        self._supply.figures |= found.named()
        return found

    def measure_time(  # noqa: PLR0913 - the words of a measurement, as the check wrote them
        self,
        name: str,
        /,
        *args: object,
        inputs: MakeInputs,
        baseline: Callable[..., Any],
        atol: float,
        rtol: float,
        grad: bool = False,
        **kwargs: object,
    ) -> TimeFigures:
        """Time calls by the judge's clock, each side in a fresh process."""
        expect_offered(self._supply.framework, "time")
        rival, words = read_baseline(baseline), (name, args, kwargs)
        with self._supply.aside(ENTRY, rival.tree()) as other, self._supply.fresh() as link:
            sides = measuring.sides(self._supply, link, other, words, rival, grad=grad)
            found = race(sides, inputs, Tolerance(atol, rtol), what=name)
        self._supply.figures |= found.named()
        return found

    def measure_peak(  # noqa: PLR0913 - likewise
        self,
        name: str,
        /,
        *args: object,
        inputs: MakeInputs,
        baseline: Callable[..., Any],
        atol: float,
        rtol: float,
        grad: bool = False,
        **kwargs: object,
    ) -> PeakFigures:
        """Compare the peaks of two fresh processes, as the kernel tells them."""
        expect_offered(self._supply.framework, "process memory")
        self._supply.expect_untampered()
        rival, words = read_baseline(baseline), (name, args, kwargs)
        found = measuring.measure_peak(self._supply, words, inputs, rival, Tolerance(atol, rtol), grad=grad)
        self._supply.figures |= found.named()
        return found

    def _probe(  # noqa: PLR0913 - the words of a probe, as the check wrote them
        self, kind: Any, name: str, args: Any, kwargs: Any, inputs: Any, *, grad: bool
    ) -> Any:
        expect_offered(self._supply.framework, kind)
        self._supply.probed = True
        self._supply.expect_untampered()
        with self._supply.fresh() as link:
            reply = Caller(link).probe(kind, name, (args, kwargs, inputs), grad=grad)
        return reply.figures, reply.control, reply.note
