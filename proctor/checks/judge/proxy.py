"""A module of the candidate as an `nn.Module` of the judge: real parameters and buffers here, the call over there."""

import weakref
from collections.abc import Mapping
from typing import Any, Literal, Self

import torch
from torch import Tensor, nn

from proctor.checks.inprocess import keep_promise
from proctor.checks.judge.calling import Caller
from proctor.checks.judge.offers import expect_offered
from proctor.checks.judge.ways import Way
from proctor.checks.outcome import MissingAttribute
from proctor.checks.plain import plain_text
from proctor.checks.wire import messages as m
from proctor.checks.wire.errors import WireError
from proctor.checks.wire.tensors import NAMES
from proctor.checks.wire.values import TensorTable, tensor_at


class Lease:
    """A built module that the worker keeps for as long as this object lives."""

    def __init__(self, caller: Caller, handle: int, returns: type) -> None:
        self.caller = caller
        self.handle = handle
        self.returns = returns
        weakref.finalize(self, caller.link.drop, -handle)

    @property
    def link(self) -> Way:
        """The worker that holds the module."""
        return self.caller.link


class CandidateModule(nn.Module):
    """One module of the candidate's tree.

    Calls, first and second derivatives, `train`, `eval`, `to` and its short forms, `load_state_dict` and `deepcopy`
    reach the candidate's code; parameters and buffers are the judge's own and travel with each call.

    Attributes:
        candidate_type: Name of the candidate's class.
        candidate_repr: What `repr` of the candidate's module gave.
    """

    def __init__(self, lease: Lease, node: m.Node, tensors: list[Tensor], text: str) -> None:
        super().__init__()
        self._lease = lease
        self._path = node.path
        self._extra = plain_text(node.extra)
        self.candidate_type = plain_text(node.type_name)
        self.candidate_repr = plain_text(text)
        self.training = node.training
        for entry in node.parameters:
            self._parameters[entry.name] = _parameter(entry, tensors)
        for entry in node.buffers:
            self._buffers[entry.name] = None if entry.tensor is None else _leaf(tensor_at(entry.tensor, tensors))
            if not entry.persistent:
                self._non_persistent_buffers_set.add(entry.name)

    def forward(self, *args: object, **kwargs: object) -> object:
        """Run the candidate's module with this tree's parameters and buffers."""
        given = self._lease.caller.call_module(self._target(), self.own_tensors(), args, kwargs)
        with self._lease.link.strict():
            for entry, tensor in given.made:
                self._take_over(entry, tensor)
        self._take_over_modes(given.modes)
        keep_promise(self.candidate_type, given.result, object if self._path else self._lease.returns)
        return given.result

    def _take_over(self, entry: m.Entry, tensor: Tensor) -> None:
        """Have a buffer that the candidate's module made during a call."""
        path, _, name = entry.name.rpartition(".")
        module = dict(self.named_modules(remove_duplicate=False)).get(path)
        if module is None:
            return  # a submodule that was made during the call; only what was built is followed
        if not name or module._parameters.get(name) is not None or module._buffers.get(name) is not None:  # noqa: SLF001
            raise WireError("a new buffer in the place of something that was sent")
        module._buffers[name] = tensor  # noqa: SLF001 - register_buffer refuses some legal names
        if not entry.persistent:
            module._non_persistent_buffers_set.add(name)  # noqa: SLF001 - likewise

    def changed_inputs(self, args: Any, kwargs: Any) -> tuple[str, ...]:
        """Call and name the arguments whose tensors came back with other values."""
        return self._lease.caller.changed_inputs(self._target(), self.own_tensors(), args, kwargs)

    def own_tensors(self) -> dict[str, Tensor]:
        """Parameters and buffers by name, as they are in place now."""
        found: dict[str, Tensor] = {}
        for path, module in self.named_modules(remove_duplicate=False):
            for name, tensor in (*module._parameters.items(), *module._buffers.items()):  # noqa: SLF001 - with overrides
                if tensor is not None:
                    found[f"{path}.{name}" if path else name] = tensor
        return found

    def train(self, mode: bool = True) -> Self:
        """Switch the candidate's module, and take over the flags it then has."""
        reply, _ = self._lease.link.ask(m.Mode(self._target(), mode), [], m.Modes)
        self._take_over_modes(reply.modes)
        return self

    def _take_over_modes(self, modes: Mapping[str, bool]) -> None:
        """Have the flags that the candidate's modules have now; only what was built is followed."""
        modules = dict(self.named_modules(remove_duplicate=False)) if modes else {}
        for path in modes.keys() & modules.keys():
            modules[path].training = modes[path]

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Convert the candidate's module and this tree; memory formats are not supported."""
        device, dtype, *_ = torch._C._nn._parse_to(*args, **kwargs)  # noqa: SLF001 - as nn.Module.to does
        name = NAMES[dtype] if dtype is not None else None
        where: Literal["cpu", "meta"] | None = None
        if device is not None:
            where = "meta" if device.type == "meta" else "cpu"
        if where == "meta":
            expect_offered(self._lease.link.framework, "meta")
        self._lease.link.ask(m.To(self._target(), name, where), [], m.Done)
        return super().to(*args, **kwargs)

    def double(self) -> Self:
        """Convert to float64."""
        return self.to(torch.float64)

    def float(self) -> Self:
        """Convert to float32."""
        return self.to(torch.float32)

    def half(self) -> Self:
        """Convert to float16."""
        return self.to(torch.float16)

    def bfloat16(self) -> Self:
        """Convert to bfloat16."""
        return self.to(torch.bfloat16)

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Load into the candidate's module first, so that its errors are the candidate's, then here."""
        table = TensorTable()
        state = {key: table.add(value) for key, value in state_dict.items() if isinstance(value, Tensor)}
        self._lease.link.ask(m.LoadState(self._target(), state, strict), table.tensors, m.Done)
        return super().load_state_dict(state_dict, strict=strict, assign=assign)

    def remote_state(self) -> dict[str, Tensor]:
        """What the candidate's own `state_dict` gives, for modules that override it."""
        reply, tensors = self._lease.link.ask(m.State(self._target()), [], m.StateIs)
        with self._lease.link.strict():
            return {key: tensor_at(index, tensors) for key, index in reply.state.items()}
        raise AssertionError  # strict() has raised

    def extra_repr(self) -> str:
        """What the candidate's `extra_repr` gave when the module was built."""
        return self._extra

    def __deepcopy__(self, memo: dict[int, Any]) -> "CandidateModule":
        reply, tensors = self._lease.link.ask(m.Deepcopy(self._target()), [], m.Built)
        copied = build_tree(self._lease.caller, reply, tensors, self._lease.returns)
        own = self.own_tensors()
        with torch.no_grad():
            for name, tensor in copied.own_tensors().items():
                if name in own and own[name].shape == tensor.shape and not own[name].is_meta:
                    tensor.data = own[name].detach().clone()
                    tensor.requires_grad_(own[name].requires_grad)
        memo[id(self)] = copied
        return copied

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name.startswith("_"):
                raise
            kind = self.__dict__.get("candidate_type", "The module")
            raise MissingAttribute(f"{kind} has no parameter, buffer or submodule named {name}.") from None

    def _get_name(self) -> str:
        return self.candidate_type

    def _target(self) -> m.Target:
        return m.Target(self._lease.handle, self._path)


def build_tree(caller: Caller, built: m.Built, tensors: list[Tensor], returns: type) -> CandidateModule:
    """The proxy tree for a description; a description that is no tree loses the worker."""
    lease = Lease(caller, built.handle, returns)
    with caller.link.strict():
        if not built.nodes or built.nodes[0].path:
            raise WireError("a module tree without a root")
        made: dict[str, CandidateModule] = {}
        for node in built.nodes:
            parent, _, name = node.path.rpartition(".")
            if node.path in made or (node.path and (parent not in made or not name)):
                raise WireError("a module without its parent")
            made[node.path] = CandidateModule(lease, node, tensors, "" if node.path else built.text)
            if node.path:
                made[parent]._modules[name] = made[node.path]  # noqa: SLF001 - add_module refuses some legal names
        return made[""]
    raise AssertionError  # strict() has raised


def _leaf(tensor: Tensor) -> Tensor:
    """A tensor of its own that asks for a gradient as this one does: a buffer should not, and a check can tell."""
    return tensor.detach().requires_grad_(tensor.requires_grad)


def _parameter(entry: m.Entry, tensors: list[Tensor]) -> nn.Parameter | None:
    """The parameter of an entry; entries that share a tensor share the parameter."""
    if entry.tensor is None:
        return None
    tensor = tensor_at(entry.tensor, tensors)
    if not isinstance(tensor, nn.Parameter):
        tensor = nn.Parameter(tensor.detach(), requires_grad=tensor.requires_grad)
        tensors[entry.tensor] = tensor
    return tensor
