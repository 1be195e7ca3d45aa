"""What the `candidate` fixture offers to a check, whichever process the candidate's code runs in."""

from typing import Protocol

import torch
from torch import nn

from proctor.checks.figures import CompileFigures, MemoryFigures


class Candidate(Protocol):
    """The work under test, as checks see it.

    Attributes:
        level: junior, mid or senior.
        entry: Path of the file under test inside the workspace.
        source: Text of that file, for `documentation(...)`.
        generator: Seeded for this run and this check, so that the order of checks does not matter. The global
            generator of torch is seeded likewise before each check.
    """

    level: str
    entry: str
    source: str
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
