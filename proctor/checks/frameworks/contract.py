"""What an adapter does for its framework; one file defines `CARD` (literals only) and `FRAMEWORK`.

Needed: `tensor`, `array`, `is_tensor`, `dtype`, `dtype_name`, `build`, `parts`, `call`. Everything else may be left
out, if `CARD["losses"]` says why: no check then asks for it, and those that would are skipped with these words.
`warm` imports the framework; nothing at the top of the file does, since the file is read where it is not installed.
"""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

Tensor = Any
"""A tensor of the framework's own."""
Array = np.ndarray[Any, Any]


class Seed:
    """A number to draw from, and whether anybody did."""

    def __init__(self, value: int) -> None:
        self._value = value
        self.drawn = False

    def take(self) -> int:
        """The number; whoever takes it is taken to have drawn."""
        self.drawn = True
        return self._value


@dataclass(frozen=True, slots=True)
class Part:
    """A module or submodule: its path ("" for the whole), its class, what it says of itself, and what it owns."""

    path: str
    kind: str
    extra: str = ""
    parameters: Mapping[str, Tensor] = field(default_factory=dict)
    buffers: Mapping[str, Tensor] = field(default_factory=dict)


Function = Callable[[Sequence[Tensor]], Sequence[Tensor]]
"""From all tensors of a call to all tensors of its result."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The same call on a copy of its module, to be traced and thrown away: what it leaves behind shows on `owner`."""

    function: Function
    owner: Any
    seed: Seed


@dataclass(frozen=True, slots=True)
class Program:
    """A call: a function, and for a framework that compiles what it needs to know before it may.

    `key` is the same for calls that differ in nothing but their tensors' values. Without a `trial` the call is to be
    carried out as it is.
    """

    function: Function
    key: bytes = b""
    trial: Callable[[], Trial] | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A program's results, which of them can be differentiated, and the derivative of those.

    `pull` takes a weight for each smooth result and gives a gradient for each leaf, None for zeros. Where second
    derivatives are offered, it is made of operations that can be differentiated themselves.
    """

    results: Sequence[Tensor]
    smooth: Sequence[bool]
    pull: Callable[[Sequence[Tensor]], Sequence[Tensor | None]]

    def outputs(self) -> list[Tensor]:
        """The smooth results."""
        return [result for result, smooth in zip(self.results, self.smooth, strict=True) if smooth]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Figures about the work, the same about a control whose figures are known, and words about a failure."""

    figures: dict[str, int]
    control: dict[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a call is given: whom it is for ("" for the whole module), its arguments, a number to draw from."""

    path: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    seed: Seed


class Missing(NotImplementedError):
    """An adapter was asked for what it does not have and did not declare as a loss."""


class Framework(Protocol):
    """One framework; inherit from it and fill in."""

    def warm(self) -> None:
        """Import the framework and whatever a candidate's code is likely to use; the process forks afterwards."""
        return

    def begin(self) -> None:
        """Settle a process that serves one run: after the fork, within its limits, before the candidate's code."""
        return

    def tensor(self, values: Array) -> Tensor:
        """A tensor of these values and this dtype, in memory of its own."""
        ...

    def array(self, tensor: Tensor) -> Array:
        """Its values once they are there, in the same dtype."""
        ...

    def is_tensor(self, value: object) -> bool:
        """Whether it is a tensor of this framework."""
        ...

    def dtype(self, name: str) -> Any:
        """The framework's own dtype of this name ("float32")."""
        ...

    def dtype_name(self, value: object) -> str | None:
        """The name of a dtype of this framework; None for anything else."""
        ...

    def build(self, make: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], seed: Seed) -> Any:
        """Construct a module with the candidate's class; `TypeError` for what is no module of this framework."""
        ...

    def parts(self, module: Any) -> Iterable[Part]:
        """The module and its submodules, parents first."""
        ...

    def call(self, module: Any, state: Mapping[str, Tensor], given: Given) -> Any:
        """Call the module, or its submodule at `given.path`, with `state` (names from there) as what it owns."""
        ...

    def text(self, module: Any) -> str:
        """What `repr` says."""
        return repr(module)

    def copy(self, module: Any) -> Any:
        """An independent copy."""
        return copy.deepcopy(module)

    def train(self, module: Any, *, training: bool) -> None:
        """Switch between training and evaluation, where modules have such a switch."""
        return

    def zeros_like(self, tensor: Tensor) -> Tensor:
        """Zeros of this shape and dtype."""
        return self.tensor(np.zeros_like(self.array(tensor)))

    def run(self, program: Program, tensors: Sequence[Tensor]) -> Sequence[Tensor]:
        """Carry out a program whose derivative nobody wants."""
        return program.function(tensors)

    def vjp(self, program: Program, tensors: Sequence[Tensor], leaves: Sequence[int]) -> Pulled:
        """Carry out a program; its derivative for `leaves`, by the framework's own means ("derivatives").

        `leaves` are places among `tensors`.
        It is nested for second derivatives: `program.function` may itself call `vjp`.
        """
        raise Missing("derivatives")

    def memory(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:
        """`peak_bytes`, `largest_bytes`, `retained_bytes` of one call, or of a training step ("memory").

        The control holds two buffers of 4,000 bytes at its peak and keeps one of them.
        """
        raise Missing("memory")

    def compiles(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:
        """`compiled` and `same`: whether one program holds the module, and gives the same values ("compile").

        The controls are `straight`, which compiles (1), and `branching` on a value, which does not (0).
        """
        raise Missing("compile")

    def profile(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:
        """How often each operation is carried out, by the framework's name for it ("profile").

        The control is `2 x + 1`: a multiplication as `multiplied`, an addition as `added`.
        """
        raise Missing("profile")
