"""What the `candidate` fixture does alike wherever the candidate's code answers over the wire."""

from abc import ABC, abstractmethod

from torch import Tensor, nn

from proctor.checks.judge.calling import Caller
from proctor.checks.judge.proxy import CandidateModule, build_tree
from proctor.checks.judge.ways import Way


class RemoteCandidate(ABC):
    """See `proctor.checks.candidate.Candidate`; measuring is up to the heirs."""

    @abstractmethod
    def way(self) -> Way:
        """The way to the candidate's code, opened when it is first asked for."""

    def build(self, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name`; its calls promise a tensor."""
        return self.build_as(Tensor, name, *args, **kwargs)

    def build_as(self, returns: type, name: str, /, *args: object, **kwargs: object) -> nn.Module:
        """Construct the class `name`; its calls promise a `returns`."""
        caller = Caller(self.way())
        built, tensors = caller.build(name, args, kwargs)
        return build_tree(caller, built, tensors, returns)

    def call(self, name: str, /, *args: object, **kwargs: object) -> object:
        """Call the function `name` of the entry file."""
        return Caller(self.way()).call_function(name, args, kwargs)

    def changed_inputs(self, module: nn.Module, /, *args: object, **kwargs: object) -> tuple[str, ...]:
        """Call the module and name the arguments whose tensors hold other values afterwards."""
        if not isinstance(module, CandidateModule):
            raise TypeError("changed_inputs takes a module that candidate.build gave")
        return module.changed_inputs(args, kwargs)
