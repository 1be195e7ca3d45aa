"""What the `candidate` fixture offers to a check, whichever process the candidate's code runs in."""

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import nn

from proctor.checks.figures import CompileFigures, MemoryFigures, OperationFigures, PeakFigures, TimeFigures
from proctor.session.frameworks import Card


class Candidate(Protocol):
    """The work under test, as checks see it.

    Attributes:
        level: junior, mid or senior.
        entry: Path of the file under test inside the workspace.
        framework: The card of the framework that the work is written in; `framework.call` and `framework.shown` are
            the names of its methods that are called and that describe a module (forward, extra_repr).
        source: Text of that file, for `documentation(...)`.
        generator: Seeded for this run and this check, so that the order of checks does not matter. The global
            generator of torch is seeded likewise before each check.
    """

    level: str
    entry: str
    source: str
    framework: Card
    generator: torch.Generator

    def build(self, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name` of the entry file; its calls promise a tensor.

        A call that gives something else fails the check and names what came back. Exceptions of the candidate's
        code keep their built-in class, so `pytest.raises(ValueError)` works.
        """
        ...

    def build_as(self, returns: type, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct as `build` does, for a module whose calls promise a `returns` (tuple, dict, object for any)."""
        ...

    def call(self, name: str, /, *args: object, **kwargs: object) -> object:
        """Call the function `name` of the entry file; tensors in and out take part in autograd."""
        ...

    def changed_inputs(self, module: nn.Module, /, *args: object, **kwargs: object) -> tuple[str, ...]:
        """Call the module and name the arguments whose tensors hold other values afterwards ("args[0]")."""
        ...

    def probe_memory(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> MemoryFigures:
        """Build the class `name` afresh and measure the live bytes of one call with `inputs`.

        Evaluation mode without gradients; with `grad` a training step (forward and backward of the sum). The figures
        come from beside the candidate's code, so they are evidence, not proof.
        Raises: Unsure when a control module in the same process shows impossible figures.
        """
        ...

    def probe_compile(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> CompileFigures:
        """Build the class `name` afresh and call it through `torch.compile(fullgraph=True, backend="eager")`.

        Modes and `Unsure` as in `probe_memory`. Compiling what `build` gives is a mistake of the check.
        """
        ...

    def probe_operations(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> OperationFigures:
        """Build the class `name` afresh and count the framework's operations in one call.

        Modes and `Unsure` as in `probe_memory`. The same on every machine: a loop in Python over positions shows as a
        count that grows with the length.
        """
        ...

    def measure_time(  # noqa: PLR0913 - every word but the name is optional or named at the call
        self,
        name: str,
        /,
        *args: object,
        inputs: Callable[[], tuple[Any, ...]],
        baseline: Callable[..., Any],
        atol: float,
        rtol: float,
        grad: bool = False,
        **kwargs: object,
    ) -> TimeFigures:
        """Time calls of `name` against calls of `baseline`, by the judge's clock; use it in `expect_not_slower`.

        Args:
            name: A class of the entry file, built with `args` and `kwargs`; or a function, called with `kwargs`.
            args: Positional arguments of the class.
            inputs: Makes the arguments of one call, with other values each time, so that remembering does not pay.
            baseline: A class with the same arguments and `state_dict`, or a function, of a helper file beside the
                checks that imports neither pytest nor proctor. It runs in a process without the candidate's code.
            atol: Every timed result is compared with the baseline's, within this absolute tolerance
            rtol: and this relative one; something else that is fast fails.
            grad: Time a call and its gradients, in training mode, in place of a call in evaluation mode.
            kwargs: Keyword arguments of the class or of the function.

        Raises: Unsure when the transport of inputs and results hides the work; make the work bigger then.
        """
        ...

    def measure_peak(  # noqa: PLR0913 - likewise
        self,
        name: str,
        /,
        *args: object,
        inputs: Callable[[], tuple[Any, ...]],
        baseline: Callable[..., Any],
        atol: float,
        rtol: float,
        grad: bool = False,
        **kwargs: object,
    ) -> PeakFigures:
        """Peak memory of a process that loads, builds and calls `name` once, and of one that does so with `baseline`.

        Arguments as in `measure_time`; use it in `expect_no_more_memory`. Seen from outside, so it needs tens of
        megabytes to tell anything apart; for less there is `probe_memory`.
        Raises: Unsure where the system does not show it, or other processes took part.
        """
        ...
