"""One call of the candidate's code: arguments out, results in, with seeds, gradients and changed buffers."""

from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from proctor.checks.inprocess import named_tensors, unchanged
from proctor.checks.judge.grafting import Graft, RemoteGraph
from proctor.checks.judge.offers import expect_expressible, expect_offered
from proctor.checks.judge.ways import Way
from proctor.checks.outcome import ContractBroken
from proctor.checks.plain import plain_text
from proctor.checks.seeds import derive
from proctor.checks.wire import messages as m
from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.values import TensorTable, pack, tensor_at, unpack


@dataclass(frozen=True, slots=True)
class Given:
    """What a call gave: its result, the arguments' tensors as they are after it, new buffers, switched modes."""

    result: object
    after: dict[int, Tensor]
    made: list[tuple[m.Entry, Tensor]]
    modes: dict[str, bool]


class Caller:
    """Calls over one link.

    The worker's generator is seeded from the state of the judge's own before each call, and the judge's moves on
    when the call drew from it: `torch.manual_seed` before two calls makes them draw alike, as in one process.
    """

    def __init__(self, link: Way) -> None:
        self.link = link

    def call_module(self, target: m.Target, state: dict[str, Tensor], args: Any, kwargs: Any) -> Given:
        """Call a module with `state` as its parameters and buffers; changed ones are changed here too."""
        return self._call(target, state, args, kwargs, echo=False)

    def call_function(self, name: str, args: Any, kwargs: Any) -> object:
        """Call a function of the entry."""
        return self._call(name, {}, args, kwargs, echo=False).result

    def changed_inputs(self, target: m.Target, state: dict[str, Tensor], args: Any, kwargs: Any) -> tuple[str, ...]:
        """Call a module and name the arguments whose tensors came back with other values."""
        after = self._call(target, state, args, kwargs, echo=True).after
        return tuple(name for name, tensor in named_tensors(args, kwargs) if not unchanged(after[id(tensor)], tensor))

    def build(self, name: str, args: Any, kwargs: Any) -> tuple[m.Built, list[Tensor]]:
        """Construct a class of the entry."""
        table = TensorTable()
        packed = travelling(args, table), travelling(kwargs, table)
        expect_expressible(self.link.framework, table.tensors, *packed)
        message = m.Build(name, *packed, next_seed())
        built, tensors = self.link.ask(message, table.tensors, m.Built)
        _advance(drew=built.drew)
        return built, tensors

    def probe(
        self, kind: Literal["memory", "compile", "profile"], name: str, words: tuple[Any, Any, Any], *, grad: bool
    ) -> m.Figures:
        """Gather evidence about a class; `words` are its arguments, its keyword arguments and the call's inputs."""
        table = TensorTable()
        expect_offered(self.link.framework, kind)
        args, kwargs, inputs = (travelling(value, table) for value in words)
        expect_expressible(self.link.framework, table.tensors, args, kwargs, inputs)
        message = m.Probe(kind, name, args, kwargs, inputs, grad, next_seed())
        reply, _ = self.link.ask(message, table.tensors, m.Figures)
        return reply

    def _call(self, target: m.Target | str, state: dict[str, Tensor], args: Any, kwargs: Any, *, echo: bool) -> Given:
        table = TensorTable()
        packed = travelling(args, table), travelling(kwargs, table)
        names = {name: table.add(tensor) for name, tensor in state.items()}
        expect_expressible(self.link.framework, table.tensors, *packed)
        grad = torch.is_grad_enabled() and any(tensor.requires_grad for tensor in table.tensors)
        keep = grad and "derivatives" not in self.link.framework.losses
        message = m.Call(target, names, *packed, keep, echo, next_seed())
        reply, tensors = self.link.ask(message, table.tensors, m.Called)
        with self.link.strict():
            after = _echoed(reply, table, tensors) if echo else {}
            _bring_back(reply, state, tensors)
            leaves = [tensor for tensor in table.tensors if tensor.requires_grad]
            self._graft(reply, tensors, leaves if grad else [])
            result = unpack(reply.result, tensors)
            made = [
                (entry, tensor_at(entry.tensor, tensors).detach()) for entry in reply.made if entry.tensor is not None
            ]
        _advance(drew=reply.drew)
        return Given(result, after, made, reply.modes)

    def _graft(self, reply: m.Called, tensors: list[Tensor], leaves: list[Tensor]) -> None:
        """Put differentiable results into the judge's graph, in place; detach all others.

        Where the framework offers no derivatives all floating results go in, so that whoever asks for one is told.
        """
        lost = "derivatives" in self.link.framework.losses
        places = [index for index, one in enumerate(tensors) if one.requires_grad or (lost and one.is_floating_point())]
        for index in places:
            tensors[index] = tensors[index].detach()
        if not reply.graph and not lost:
            return
        graph = RemoteGraph(self.link, reply.graph)
        if not leaves or not places:
            return
        apply: Any = Graft.apply  # torch leaves it without a signature
        grafted = apply(graph, [tensors[index] for index in places], *leaves)
        for index, tensor in zip(places, grafted, strict=True):
            tensors[index] = tensor


def travelling(value: Any, table: TensorTable) -> Any:
    """`value` packed; `TypeError` (a fault of the check) when a check passes what cannot travel."""
    try:
        return pack(value, table)
    except NotPlain as error:
        raise TypeError(f"a check passed {error}, which cannot travel to the candidate's process") from None


def next_seed() -> int:
    """A seed that follows from the state of torch's generator without moving it."""
    return derive(torch.default_generator.get_state().numpy().tobytes())


def _advance(*, drew: bool) -> None:
    if drew:
        torch.empty(1).uniform_(generator=torch.default_generator)


def _echoed(reply: m.Called, table: TensorTable, tensors: list[Tensor]) -> dict[int, Tensor]:
    if len(reply.echoed) != len(table.tensors):
        raise WireError("wrong number of echoed tensors")
    return {id(sent): tensor_at(index, tensors) for sent, index in zip(table.tensors, reply.echoed, strict=True)}


def _bring_back(reply: m.Called, state: dict[str, Tensor], tensors: list[Tensor]) -> None:
    """Take over buffers that the call changed; a check may compute what it expects from a parameter.

    Raises: ContractBroken for a changed parameter, and for a buffer that became a thing of another kind.
    """
    with torch.no_grad():
        for name, index in reply.state.items():
            if name not in state:
                raise WireError("a change of something that was not sent")
            value, own = tensor_at(index, tensors), state[name]
            if isinstance(own, nn.Parameter) or own.requires_grad:
                raise ContractBroken(
                    f"The call changed the parameter {plain_text(name)}, which is an optimiser's to do."
                )
            if value.device != own.device or value.is_complex() != own.is_complex():
                raise ContractBroken(f"The call turned the buffer {plain_text(name)} into something else.")
            if value.shape == own.shape and value.dtype == own.dtype:
                own.copy_(value)
            else:
                own.data = value.detach()
