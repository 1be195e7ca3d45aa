"""The `candidate` fixture over a worker process."""

from typing import Any

import torch
from torch import Tensor, nn

from proctor.checks.figures import CompileFigures, MemoryFigures
from proctor.checks.judge.calling import Caller
from proctor.checks.judge.proxy import CandidateModule, build_tree
from proctor.checks.judge.supply import Supply


class BridgeCandidate:
    """See `proctor.checks.candidate.Candidate`."""

    def __init__(self, supply: Supply, generator: torch.Generator) -> None:
        self._supply = supply
        self.generator = generator
        self.level = supply.level
        self.entry = supply.entry
        self.source = supply.source

    def build(self, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name`; its calls promise a tensor."""
        return self.build_as(Tensor, name, *args, **kwargs)

    def build_as(self, returns: type, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name`; its calls promise a `returns`."""
        caller = Caller(self._supply.link())
        built, tensors = caller.build(name, args, kwargs)
        return build_tree(caller, built, tensors, returns)

    def call(self, name: str, /, *args: object, **kwargs: object) -> object:
        """Call the function `name` of the entry file."""
        return Caller(self._supply.link()).call_function(name, args, kwargs)

    def changed_inputs(self, module: nn.Module, /, *args: object, **kwargs: object) -> tuple[str, ...]:
        """Call the module and name the arguments whose tensors hold other values afterwards."""
        if not isinstance(module, CandidateModule):
            raise TypeError("changed_inputs takes a module that candidate.build gave")
        return module.changed_inputs(args, kwargs)

    def probe_memory(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> MemoryFigures:
        """Live bytes of one call, measured beside the candidate's code in a fresh process."""
        return MemoryFigures.checked(*self._probe("memory", name, args, kwargs, inputs, grad=grad)[:2])

    def probe_compile(
        self, name: str, /, *args: object, inputs: tuple[object, ...], grad: bool = False, **kwargs: object
    ) -> CompileFigures:
        """Whether one graph holds the module, tried beside the candidate's code in a fresh process."""
        return CompileFigures.checked(*self._probe("compile", name, args, kwargs, inputs, grad=grad))

    def _probe(  # noqa: PLR0913 - the words of a probe, as the check wrote them
        self, kind: Any, name: str, args: Any, kwargs: Any, inputs: Any, *, grad: bool
    ) -> Any:
        with self._supply.fresh() as link:
            reply = Caller(link).probe(kind, name, (args, kwargs, inputs), grad=grad)
        return reply.figures, reply.control, reply.note
