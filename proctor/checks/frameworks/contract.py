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


@dataclass(frozen=True, slots=True)
class Pulled:
    """A function's results at some place, what it gave beside them, and its derivative there.

    `pull` takes a weight for each output and gives a gradient for each leaf, None for zeros. Where second derivatives
    are offered, it is made of operations that can be differentiated themselves.
    """

    outputs: Sequence[Tensor]
    beside: Sequence[Tensor]
    pull: Callable[[Sequence[Tensor]], Sequence[Tensor | None]]


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


Differentiable = Callable[..., tuple[Sequence[Tensor], Sequence[Tensor]]]
"""From leaves to outputs, and to results beside them that have no derivative."""


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

    def vjp(self, function: Differentiable, leaves: Sequence[Tensor]) -> Pulled:
        """The function at `leaves`, with its derivative by the framework's own means ("derivatives")."""
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
