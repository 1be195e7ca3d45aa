"""The worker of PyTorch, the judge's own tongue: modules, calls and graphs of torch, asked and answered."""

import hashlib
import socket
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor, nn

from proctor.checks.wire import messages as m
from proctor.checks.wire.frames import Frame, decode_request, encode_reply
from proctor.checks.wire.streams import send_parts
from proctor.checks.wire.values import TensorTable, pack, unpack
from proctor.checks.worker import calls, modules, probes
from proctor.checks.worker.serving import NEUTRAL, Serving


class Server(Serving[Tensor]):
    """Holds the candidate's modules and graphs."""

    def __init__(self, sock: socket.socket, root: Path, entry: ModuleType | None = None) -> None:
        super().__init__(sock, root, entry)
        self._modules = modules.ModuleStore()
        self._graphs: dict[int, calls.Graph] = {}
        self._last_graph = 0

    def decode(self, header: bytes, body: bytearray) -> Frame[m.Request]:
        """A frame of the judge's."""
        return decode_request(header, body)

    def send(self, reply: m.Reply, tensors: list[Tensor]) -> None:
        """Send a reply."""
        send_parts(self._sock, encode_reply(reply, tensors))

    def forget(self, handle: int) -> None:
        """Drop a graph or a module."""
        self._graphs.pop(handle, None)
        self._modules.drop(-handle)

    def handle(self, frame: Frame[m.Request], tensors: list[Tensor]) -> m.Reply:
        """Carry out a request."""
        handler: Callable[..., m.Reply] = _HANDLERS[type(frame.message)]
        table = TensorTable()
        reply = handler(self, frame.message, frame.tensors, table)
        tensors.extend(table.tensors)
        return reply

    def build(self, request: m.Build, tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """Construct a class of the entry."""
        make = self.named(request.name)
        args, kwargs = unpack(request.args, tensors), unpack(request.kwargs, tensors)
        before = modules.seed_torch(request.seed)
        module = make(*args, **kwargs)
        drew = not torch.equal(before, modules.generator_state())
        if not isinstance(module, nn.Module):
            return m.Unfit(f"{request.name}(...) gave a {type(module).__name__}, but an nn.Module is promised")
        return modules.describe(self._modules.keep(module), module, table, drew=drew)

    def call(self, request: m.Call, tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """Call a module or a function, and keep the graph when one is wanted."""
        args, kwargs = unpack(request.args, tensors), unpack(request.kwargs, tensors)
        before = modules.seed_torch(request.seed)
        if isinstance(request.target, str):
            function = self.named(request.target)
            outcome = calls.call_function(function, args, kwargs, grad=request.grad)
        else:
            state = {name: tensors[index] for name, index in request.state.items()}
            module = self._modules.at(request.target)
            outcome = calls.call_module(module, state, args, kwargs, grad=request.grad)
        drew = not torch.equal(before, modules.generator_state())
        result = pack(outcome.result, table)
        graph = self._keep(calls.graph_of(table.tensors, [item for item in tensors if item.requires_grad]))
        changed = {name: table.add(tensor) for name, tensor in outcome.changed.items()}
        echo = range(len(tensors)) if request.echo else ()
        echoed = tuple(table.add(tensors[index].detach()) for index in echo)
        made = tuple(m.Entry(item.name, table.add(item.tensor), item.persistent) for item in outcome.made)
        return m.Called(result, graph, changed, echoed, drew, made, outcome.modes)

    def vjp(self, request: m.Vjp, tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """First derivatives of a kept call."""
        grads = self._graphs[request.graph].vjp(_pick(request.cotangents, tensors))
        return m.Grads(_enter(grads, table))

    def vjp2(self, request: m.Vjp2, tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """Second derivatives of a kept call."""
        graph = self._graphs[request.graph]
        grads = graph.vjp2(_pick(request.cotangents, tensors), _pick(request.tangents, tensors))
        return m.Grads(_enter(grads, table))

    def state(self, request: m.State, _tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """The module's own `state_dict`."""
        return self._modules.state(request.target, table)

    def load_state(self, request: m.LoadState, tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Load a `state_dict`."""
        state = {name: tensors[index] for name, index in request.state.items()}
        self._modules.load_state(request.target, state, strict=request.strict)
        return m.Done()

    def mode(self, request: m.Mode, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Switch between training and evaluation."""
        return self._modules.mode(request.target, training=request.training)

    def to(self, request: m.To, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Move or convert a module."""
        self._modules.to(request.target, request.dtype, request.device)
        return m.Done()

    def deepcopy(self, request: m.Deepcopy, _tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """Copy a module."""
        module = self._modules.deepcopy(request.target)
        return modules.describe(self._modules.keep(module), module, table, drew=False)

    def seed(self, request: m.Seed, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Seed torch's generator."""
        modules.seed_torch(request.seed)
        return m.Done()

    def rng_digest(self, _request: m.RngDigest, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Digest of torch's generator."""
        return m.Digest(hashlib.blake2b(bytes(modules.generator_state().tolist()), digest_size=16).hexdigest())

    def probe(self, request: m.Probe, tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Gather evidence beside the candidate's code."""
        make = self.named(request.name)
        args, kwargs = unpack(request.args, tensors), unpack(request.kwargs, tensors)
        inputs = unpack(request.inputs, tensors)
        modules.seed_torch(request.seed)
        return probes.PROBES[request.kind](lambda: make(*args, **kwargs), inputs, grad=request.grad)

    def _keep(self, graph: calls.Graph | None) -> int:
        if graph is None:
            return 0
        self._last_graph += 1
        self._graphs[self._last_graph] = graph
        return self._last_graph


_HANDLERS: dict[type, Callable[..., m.Reply]] = {
    **NEUTRAL,
    m.Build: Server.build,
    m.Call: Server.call,
    m.Vjp: Server.vjp,
    m.Vjp2: Server.vjp2,
    m.State: Server.state,
    m.LoadState: Server.load_state,
    m.Mode: Server.mode,
    m.To: Server.to,
    m.Deepcopy: Server.deepcopy,
    m.Seed: Server.seed,
    m.RngDigest: Server.rng_digest,
    m.Probe: Server.probe,
}


def _pick(indexes: tuple[int | None, ...], tensors: list[Tensor]) -> list[Tensor | None]:
    return [None if index is None else tensors[index].detach() for index in indexes]


def _enter(grads: calls.Gradients, table: TensorTable) -> tuple[int | None, ...]:
    return tuple(None if grad is None else table.add(grad.detach()) for grad in grads)
