"""The `candidate` fixture for plain `pytest` in the workspace of a framework other than PyTorch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from proctor.checks import frameworks
from proctor.checks.figures import CompileFigures, MemoryFigures, OperationFigures, PeakFigures, TimeFigures
from proctor.checks.frameworks.local import LocalLink
from proctor.checks.frameworks.opening import open_framework
from proctor.checks.inprocess import OpenEntry
from proctor.checks.judge.calling import Caller
from proctor.checks.judge.offers import expect_offered
from proctor.checks.judge.remote import RemoteCandidate
from proctor.checks.measuring.local import open_sides
from proctor.checks.measuring.race import race
from proctor.checks.measuring.steps import MakeInputs, Tolerance
from proctor.checks.seeds import check_seed
from proctor.session.frameworks import Card, card_in


class AdaptedEntry(OpenEntry):
    """The entry file of a workspace in the framework called `name`; the adapter ships, or lies beside the checks."""

    def __init__(self, root: Path, entry: str, level: str, name: str) -> None:
        super().__init__(root, entry, level)
        beside = root / "checks" / f"{name}_adapter.py"
        self._adapter = beside if beside.is_file() else Path(frameworks.__file__).with_name(f"{name}.py")
        self._link: LocalLink | None = None

    def candidate(self, check: str, run_seed: int) -> "AdaptedCandidate":
        """The fixture value for one check, with torch seeded for it."""
        seed = check_seed(run_seed, check)
        torch.manual_seed(seed)
        return AdaptedCandidate(self, torch.Generator().manual_seed(seed))

    def card(self) -> Card:
        """What the adapter says of its framework."""
        return card_in(self._adapter.read_bytes())

    def link(self) -> LocalLink:
        """The way to the code, with the entry imported once."""
        if self._link is None:
            framework = open_framework(self._adapter)
            try:
                framework.warm()
            except ImportError as error:
                pytest.fail(f"{error}: the framework is not in this environment. Use proctor check.", pytrace=False)
            self._link = LocalLink(framework, self.card(), self.root, self.entry)
        return self._link


class AdaptedCandidate(RemoteCandidate):
    """See `proctor.checks.candidate.Candidate`."""

    def __init__(self, entry: AdaptedEntry, generator: torch.Generator) -> None:
        self._entry = entry
        self.generator = generator
        self.level = entry.level
        self.entry = entry.entry
        self.source = entry.source
        self.framework = entry.card()

    def way(self) -> LocalLink:
        """The way to the code in this process."""
        return self._entry.link()

    def probe_memory(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> MemoryFigures:
        """Live bytes of one call."""
        found = Caller(self.way()).probe("memory", name, (args, kwargs, inputs), grad=grad)
        return MemoryFigures.checked(found.figures, found.control)

    def probe_compile(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> CompileFigures:
        """Whether one program holds the module."""
        found = Caller(self.way()).probe("compile", name, (args, kwargs, inputs), grad=grad)
        return CompileFigures.checked(found.figures, found.control, found.note)

    def probe_operations(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> OperationFigures:
        """Operations of one call."""
        found = Caller(self.way()).probe("profile", name, (args, kwargs, inputs), grad=grad)
        return OperationFigures.checked(found.figures, found.control)

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
        """Time both sides in this process."""
        expect_offered(self.framework, "time")
        sides = open_sides(lambda *a, **k: self.build(name, *a, **k), baseline, args, kwargs, grad=grad)
        return race(sides, inputs, Tolerance(atol, rtol), what=name)

    def measure_peak(self, *_: object, **__: object) -> PeakFigures:
        """Only a process of its own shows it."""
        raise pytest.skip.Exception("the memory of this process is everybody's; proctor check measures it")
