"""The candidate's code in this very process: plain `pytest` in a workspace, without any separation."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from proctor.checks.candidate import Candidate
from proctor.checks.figures import CompileFigures, MemoryFigures, OperationFigures, PeakFigures, TimeFigures
from proctor.checks.measuring.local import open_sides
from proctor.checks.measuring.race import race
from proctor.checks.measuring.steps import Fresh, MakeInputs, Tolerance
from proctor.checks.outcome import ContractBroken
from proctor.checks.seeds import check_seed
from proctor.checks.worker import loading, probes
from proctor.session.frameworks import TORCH_CARD


class OpenEntry:
    """The entry file of a workspace, imported once on first use."""

    def __init__(self, root: Path, entry: str, level: str) -> None:
        self.root = root
        self.entry = entry
        self.level = level
        self._module: ModuleType | None = None

    @property
    def source(self) -> str:
        """Text of the entry file; empty when it does not exist."""
        path = self.root / self.entry
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def candidate(self, check: str, run_seed: int) -> Candidate:
        """The fixture value for one check, with torch seeded for it."""
        seed = check_seed(run_seed, check)
        torch.manual_seed(seed)
        return OpenCandidate(self, torch.Generator().manual_seed(seed))

    def named(self, name: str) -> Any:
        """What the entry file calls `name`; `ImportError` when it does not."""
        if self._module is None:
            self._module = loading.import_entry(self.root, self.entry)
        return loading.named(self._module, self.entry, name)


class OpenCandidate:
    """The `candidate` fixture over code in this process; see `proctor.checks.candidate.Candidate`."""

    def __init__(self, entry: OpenEntry, generator: torch.Generator) -> None:
        self._entry = entry
        self.generator = generator
        self.level = entry.level
        self.entry = entry.entry
        self.source = entry.source
        self.framework = TORCH_CARD

    def build(self, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name`; its calls promise a tensor."""
        return self.build_as(Tensor, name, *args, **kwargs)

    def build_as(self, returns: type, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name`; its calls promise a `returns`."""
        module = self._entry.named(name)(*args, **kwargs)
        if not isinstance(module, nn.Module):
            raise ContractBroken(f"{name}(...) gave {type(module).__name__}, but an nn.Module is promised.")
        module.register_forward_hook(lambda _module, _args, result: keep_promise(name, result, returns))
        return module

    def call(self, name: str, /, *args: object, **kwargs: object) -> object:
        """Call the function `name` of the entry file."""
        return self._entry.named(name)(*args, **kwargs)

    def changed_inputs(self, module: nn.Module, /, *args: object, **kwargs: object) -> tuple[str, ...]:
        """Call the module and name the arguments whose tensors hold other values afterwards."""
        tensors = dict(named_tensors(args, kwargs))
        before = {name: tensor.detach().clone() for name, tensor in tensors.items()}
        module(*args, **kwargs)
        return tuple(name for name, tensor in tensors.items() if not unchanged(tensor, before[name]))

    def probe_memory(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> MemoryFigures:
        """Live bytes of one call."""
        found = probes.memory(lambda: self._entry.named(name)(*args, **kwargs), inputs, grad=grad)
        return MemoryFigures.checked(found.figures, found.control)

    def probe_compile(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> CompileFigures:
        """Whether one graph holds the module."""
        found = probes.compiling(lambda: self._entry.named(name)(*args, **kwargs), inputs, grad=grad)
        return CompileFigures.checked(found.figures, found.control, found.note)

    def probe_operations(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> OperationFigures:
        """Operations of one call."""
        found = probes.profiling(lambda: self._entry.named(name)(*args, **kwargs), inputs, grad=grad)
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
        sides = open_sides(self._entry.named(name), baseline, args, kwargs, grad=grad)
        return race(sides, inputs, Tolerance(atol, rtol), what=name)

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
        """Peaks of the storages that each side makes; the process itself would show both sides at once."""
        sides = open_sides(self._entry.named(name), baseline, args, kwargs, grad=grad)
        return sides.peaks(Fresh(inputs)(), Tolerance(atol, rtol), what=name)


def keep_promise(name: str, result: object, returns: type) -> None:
    """Raise `ContractBroken` unless a call of `name` gave a `returns`."""
    if not isinstance(result, returns):
        promised = "a tensor" if returns is Tensor else f"a {returns.__name__}"
        came = "None" if result is None else f"a {type(result).__name__}"
        raise ContractBroken(f"Calling {name} gave {came}, but {promised} is promised.")


def named_tensors(args: tuple[object, ...], kwargs: dict[str, object]) -> Iterator[tuple[str, Tensor]]:
    """Every tensor among the arguments, nested ones included, with its place in words ("args[1]", "kwargs[mask]")."""
    for index, value in enumerate(args):
        yield from _tensors_in(f"args[{index}]", value)
    for key, value in kwargs.items():
        yield from _tensors_in(f"kwargs[{key}]", value)


def unchanged(after: Tensor, before: Tensor) -> bool:
    """Whether two tensors of one form hold the same bits of information; not-a-number equals not-a-number."""
    if after.is_meta or after.shape != before.shape:
        return after.shape == before.shape
    return bool(((after == before) | ((after != after) & (before != before))).all())  # noqa: PLR0124 - not-a-number


def _tensors_in(place: str, value: object) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield place, value
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _tensors_in(f"{place}[{index}]", part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _tensors_in(f"{place}[{key}]", part)
