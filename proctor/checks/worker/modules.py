"""Built modules under handles, and their description for the judge."""

import copy

import torch
from torch import Tensor, nn

from proctor.checks.wire.messages import Built, Entry, Modes, Node, StateIs, Target
from proctor.checks.wire.tensors import DTYPES
from proctor.checks.wire.values import TensorTable
from proctor.checks.worker.calls import modes_of


class ModuleStore:
    """The modules of one worker; handles count up from 1 and are never reused."""

    def __init__(self) -> None:
        self._modules: dict[int, nn.Module] = {}
        self._last = 0

    def keep(self, module: nn.Module) -> int:
        """Keep a module and return its handle."""
        self._last += 1
        self._modules[self._last] = module
        return self._last

    def drop(self, handle: int) -> None:
        """Forget a module; an unknown handle is ignored."""
        self._modules.pop(handle, None)

    def at(self, target: Target) -> nn.Module:
        """The module or submodule that a target names."""
        return self._modules[target.handle].get_submodule(target.path)

    def deepcopy(self, target: Target) -> nn.Module:
        """An independent copy of the module."""
        return copy.deepcopy(self.at(target))

    def mode(self, target: Target, *, training: bool) -> Modes:
        """Switch between training and evaluation; the flags are what the candidate's code made of it."""
        module = self.at(target)
        module.train(training)
        return Modes(modes_of(module))

    def to(self, target: Target, dtype: str | None, device: str | None) -> None:
        """Move or convert the module."""
        module = self.at(target)
        if dtype is not None:
            module.to(DTYPES[dtype])
        if device is not None:
            module.to(device)

    def state(self, target: Target, table: TensorTable) -> StateIs:
        """The module's own `state_dict`, tensors only."""
        state = self.at(target).state_dict()
        return StateIs({key: table.add(value) for key, value in state.items() if isinstance(value, Tensor)})

    def load_state(self, target: Target, state: dict[str, Tensor], *, strict: bool) -> None:
        """Load a `state_dict`, with the errors that torch raises for it."""
        self.at(target).load_state_dict(state, strict=strict)


def describe(handle: int, module: nn.Module, table: TensorTable, *, drew: bool) -> Built:
    """The module tree with the tensors it owns."""
    tree = module.named_modules(remove_duplicate=False)
    return Built(handle, tuple(_node(path, item, table) for path, item in tree), repr(module)[:4000], drew)


def generator_state() -> Tensor:
    """State of torch's global generator."""
    return torch.default_generator.get_state()


def seed_torch(seed: int) -> Tensor:
    """Seed torch's global generator and return the state it starts from."""
    torch.default_generator.manual_seed(seed)
    return generator_state()


def _node(path: str, module: nn.Module, table: TensorTable) -> Node:
    hidden = module._non_persistent_buffers_set  # noqa: SLF001 - torch has no public name for it
    return Node(
        path,
        type(module).__name__[:200],
        module.extra_repr()[:1000],
        bool(module.training),
        tuple(_entry(name, value, table) for name, value in module._parameters.items()),  # noqa: SLF001 - with None
        tuple(_entry(name, value, table, name not in hidden) for name, value in module._buffers.items()),  # noqa: SLF001
    )


def _entry(name: str, value: Tensor | None, table: TensorTable, persistent: bool = True) -> Entry:
    return Entry(name, None if value is None else table.add(value), persistent)
