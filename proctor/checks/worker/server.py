"""The worker's loop: one request in, one reply out, until the judge hangs up."""

import hashlib
import os
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from proctor.checks.engine.prctl import refuse_inspection
from proctor.checks.wire import messages as m
from proctor.checks.wire.errors import NotPlain, PeerClosed
from proctor.checks.wire.frames import FROM_JUDGE, PREFIX, Frame, decode_request, encode_reply, lengths
from proctor.checks.wire.streams import receive, send_parts
from proctor.checks.wire.values import TensorTable, pack, unpack
from proctor.checks.worker import allocator, calls, failures, loading, modules, probes


class Server:
    """Serves one judge; holds the entry (`load` imports the candidate's), its modules and its graphs."""

    def __init__(self, sock: socket.socket, root: Path, entry: ModuleType | None = None) -> None:
        self._sock = sock
        self._root = root
        self._sources = failures.Sources(root, {})
        self._entry = ""
        self._module = entry
        self._modules = modules.ModuleStore()
        self._graphs: dict[int, calls.Graph] = {}
        self._last_graph = 0

    def serve(self) -> None:
        """Answer until the judge hangs up; say hello once it speaks, so that an end before that is nobody's fault."""
        with suppress(ConnectionResetError):
            self._sock.recv(1, socket.MSG_PEEK)
        self._reply(m.Hello(os.getpid()), TensorTable())
        while True:
            try:
                header, body = lengths(bytes(receive(self._sock, PREFIX.size)), FROM_JUDGE)
                frame = decode_request(bytes(receive(self._sock, header)), receive(self._sock, body))
            except PeerClosed:
                return
            for handle in frame.drops:
                self._graphs.pop(handle, None)
                self._modules.drop(-handle)
            self._answer(frame)

    def _answer(self, frame: Frame[m.Request]) -> None:
        table = TensorTable()
        try:
            reply = self._handle(frame, table)
        except NotPlain as error:
            reply, table = m.Unfit(f"the answer holds {error}, which cannot be compared"), TensorTable()
        except BaseException as error:  # noqa: BLE001 - sys.exit and KeyboardInterrupt of the candidate's code too
            reply, table = failures.describe(error, self._sources), TensorTable()
        _flush()
        try:
            self._reply(reply, table)
        except NotPlain as error:
            self._reply(m.Unfit(f"the answer holds {error}, which cannot be compared"), TensorTable())

    def _reply(self, reply: m.Reply, table: TensorTable) -> None:
        send_parts(self._sock, encode_reply(reply, table.tensors))

    def _handle(self, frame: Frame[m.Request], table: TensorTable) -> m.Reply:
        handler: Callable[..., m.Reply] = _HANDLERS[type(frame.message)]
        return handler(self, frame.message, frame.tensors, table)

    def load(self, request: m.Load, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Import the entry, from the files as they are written or from memory."""
        self._sources = failures.Sources(self._root, request.files)
        self._entry = request.entry
        if request.in_memory:
            refuse_inspection()
            self._module = loading.import_from_memory(request.files, request.entry)
            return m.Done()
        loading.write_tree(self._root, request.files)
        self._module = loading.import_entry(self._root, request.entry)
        return m.Done()

    def build(self, request: m.Build, tensors: list[Tensor], table: TensorTable) -> m.Reply:
        """Construct a class of the entry."""
        make: Any = self._named(request.name)
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
            function: Any = self._named(request.target)
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
        return m.Called(result, graph, changed, echoed, drew, made)

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

    def stat(self, _request: m.Stat, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Figures of this process."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        unit = 1 if sys.platform == "darwin" else 1024
        return m.Stats(usage.ru_maxrss * unit, usage.ru_utime + usage.ru_stime)

    def settle(self, _request: m.Settle, _tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Make the memory of this process readable from outside."""
        allocator.give_back_at_once()
        return m.Done()

    def probe(self, request: m.Probe, tensors: list[Tensor], _table: TensorTable) -> m.Reply:
        """Gather evidence beside the candidate's code."""
        make: Any = self._named(request.name)
        args, kwargs = unpack(request.args, tensors), unpack(request.kwargs, tensors)
        inputs = unpack(request.inputs, tensors)
        modules.seed_torch(request.seed)
        return probes.PROBES[request.kind](lambda: make(*args, **kwargs), inputs, grad=request.grad)

    def _named(self, name: str) -> object:
        if self._module is None:
            raise ImportError("the entry file has not been imported")
        return loading.named(self._module, self._entry, name)

    def _keep(self, graph: calls.Graph | None) -> int:
        if graph is None:
            return 0
        self._last_graph += 1
        self._graphs[self._last_graph] = graph
        return self._last_graph


_HANDLERS: dict[type, Callable[..., m.Reply]] = {
    m.Load: Server.load,
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
    m.Stat: Server.stat,
    m.Settle: Server.settle,
    m.Probe: Server.probe,
}


def _pick(indexes: tuple[int | None, ...], tensors: list[Tensor]) -> list[Tensor | None]:
    return [None if index is None else tensors[index].detach() for index in indexes]


def _enter(grads: calls.Gradients, table: TensorTable) -> tuple[int | None, ...]:
    return tuple(None if grad is None else table.add(grad.detach()) for grad in grads)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001, S112 - the candidate may have closed or replaced its streams
            continue
