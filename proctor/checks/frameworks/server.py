"""The worker of every framework but the judge's own: the wire's requests, carried out by an adapter."""

import hashlib
import random
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import msgspec
import numpy as np

from proctor.checks.frameworks.contract import Framework, Function, Given, Program, Seed, Tensor, Trial
from proctor.checks.frameworks.graphs import Graph
from proctor.checks.frameworks.packing import Packing
from proctor.checks.wire import messages as m
from proctor.checks.wire.arrays import ARRAYS, Held
from proctor.checks.wire.framing import Frame
from proctor.checks.wire.streams import send_parts
from proctor.checks.wire.value_forms import Value
from proctor.checks.worker.serving import NEUTRAL, Serving

_TRAINING: Final = True
"""How modules begin, as those of torch do."""


class ArrayServer(Serving[Held]):
    """Holds the candidate's modules and graphs; tensors come and go as NumPy arrays."""

    def __init__(self, framework: Framework, sock: socket.socket, root: Path, entry: ModuleType | None = None) -> None:
        super().__init__(sock, root, entry)
        self._framework = framework
        self._packing = Packing(framework)
        self._modules: dict[int, Any] = {}
        self._made: dict[int, bytes] = {}
        """Of what each module was made: those that were made alike share what is compiled."""
        self._graphs: dict[int, Graph] = {}
        self._shapes: dict[bytes, Value] = {}
        self._last = 0

    def decode(self, header: bytes, body: bytearray) -> Frame[m.Request, Held]:
        """A frame of the judge's."""
        return ARRAYS.decode_request(header, body)

    def send(self, reply: m.Reply, tensors: list[Held]) -> None:
        """Send a reply."""
        send_parts(self._sock, ARRAYS.encode_reply(reply, tensors))

    def forget(self, handle: int) -> None:
        """Drop a graph or a module."""
        self._graphs.pop(handle, None)
        self._modules.pop(-handle, None)
        self._made.pop(-handle, None)

    def handle(self, frame: Frame[m.Request, Held], tensors: list[Held]) -> m.Reply:
        """Carry out a request."""
        handler: Callable[..., m.Reply] = _HANDLERS[type(frame.message)]
        return handler(self, frame.message, frame.tensors, tensors)

    def build(self, request: m.Build, given: list[Held], held: list[Held]) -> m.Reply:
        """Construct a class of the entry."""
        seed = Seed(request.seed)
        args, kwargs = self._packing.arguments(request.args, request.kwargs, self._own(given))
        module = self._framework.build(self.named(request.name), args, kwargs, seed)
        forms = [one.values.tobytes() for one in given]
        made = msgspec.msgpack.encode((request.name, request.args, request.kwargs, forms))
        return self._described(module, made, held, drew=seed.drawn)

    def call(self, request: m.Call, given: list[Held], held: list[Held]) -> m.Reply:
        """Call a module or a function, and keep the graph when one is wanted."""
        own, seed = self._own(given), Seed(request.seed)
        calling = self._calling(request, given, seed)
        leaves = tuple(index for index, one in enumerate(given) if one.requires_grad)
        graph = 0
        if request.grad and leaves:
            pulled = self._framework.vjp(calling, own, leaves)
            results = list(zip(pulled.results, pulled.smooth, strict=True))
            graph = self._keep(Graph(self._framework, calling, own, leaves, pulled)) if any(pulled.smooth) else 0
        else:
            results = [(tensor, False) for tensor in self._framework.run(calling, own)]
        held.extend(Held(self._framework.array(tensor), smooth) for tensor, smooth in results)
        echoed = tuple(self._enter(own[index], held) for index in range(len(own) if request.echo else 0))
        return m.Called(self._shapes[calling.key], graph, {}, echoed, seed.drawn)

    def vjp(self, request: m.Vjp, given: list[Held], held: list[Held]) -> m.Reply:
        """First derivatives of a kept call."""
        grads = self._graphs[request.graph].vjp(self._picked(request.cotangents, given))
        return m.Grads(tuple(self._enter(grad, held) for grad in grads))

    def vjp2(self, request: m.Vjp2, given: list[Held], held: list[Held]) -> m.Reply:
        """Second derivatives of a kept call."""
        graph = self._graphs[request.graph]
        grads = graph.vjp2(self._picked(request.cotangents, given), self._picked(request.tangents, given))
        return m.Grads(tuple(None if grad is None else self._enter(grad, held) for grad in grads))

    def state(self, request: m.State, _given: list[Held], held: list[Held]) -> m.Reply:
        """What the module was built with."""
        found = {}
        for part in self._framework.parts(self._modules[request.target.handle]):
            for name, tensor in {**part.parameters, **part.buffers}.items():
                found[f"{part.path}.{name}" if part.path else name] = self._enter(tensor, held)
        return m.StateIs(found)

    def mode(self, request: m.Mode, *_: object) -> m.Reply:
        """Switch between training and evaluation, where there is a difference."""
        module = self._modules[request.target.handle]
        self._framework.train(module, training=request.training)
        return m.Modes({part.path: request.training for part in self._framework.parts(module)})

    def accept(self, *_: object) -> m.Reply:
        """State and conversion travel with each call; there is nothing to be done here."""
        return m.Done()

    def deepcopy(self, request: m.Deepcopy, _given: list[Held], held: list[Held]) -> m.Reply:
        """Copy a module."""
        copied = self._framework.copy(self._modules[request.target.handle])
        return self._described(copied, self._made[request.target.handle], held, drew=False)

    def rng_digest(self, *_: object) -> m.Reply:
        """Digest of the generators that Python and NumPy share among everybody."""
        state = repr((random.getstate(), np.random.get_state()))  # noqa: NPY002 - the very one that is to be left alone
        return m.Digest(hashlib.blake2b(state.encode(), digest_size=16).hexdigest())

    def probe(self, request: m.Probe, given: list[Held], _held: list[Held]) -> m.Reply:
        """Gather evidence beside the candidate's code."""
        make, own, seed = self.named(request.name), self._own(given), Seed(request.seed)
        args, kwargs = self._packing.arguments(request.args, request.kwargs, own)
        look = {
            "memory": self._framework.memory,
            "compile": self._framework.compiles,
            "profile": self._framework.profile,
        }[request.kind]
        inputs = self._packing.unpack(request.inputs, own)
        found = look(lambda: self._framework.build(make, args, kwargs, seed), inputs, grad=request.grad)
        return m.Figures(found.figures, found.control, found.note[:500])

    def _calling(self, request: m.Call, given: list[Held], seed: Seed) -> Program:
        """The call as a program; the form of its result is kept under its key, for when it runs without Python."""
        if isinstance(request.target, str):
            function = self.named(request.target)
            return Program(self._function(request, b"", lambda _state, args, kwargs: function(*args, **kwargs)))
        module, path = self._modules[request.target.handle], request.target.path
        forms = [(one.values.shape, one.values.dtype.name) for one in given]
        made = self._made[request.target.handle]
        key = msgspec.msgpack.encode((made, path, request.state, request.args, request.kwargs, request.grad, forms))

        def of(owner: Any, drawn: Seed) -> Function:
            def call(state: dict[str, Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
                return self._framework.call(owner, state, Given(path, args, kwargs, drawn))

            return self._function(request, key, call)

        def trial() -> Trial:
            copied, drawn = self._framework.copy(module), Seed(0)
            return Trial(of(copied, drawn), copied, drawn)

        return Program(of(module, seed), key, trial)

    def _function(self, request: m.Call, key: bytes, call: Callable[..., Any]) -> Function:
        def function(tensors: Sequence[Tensor]) -> Sequence[Tensor]:
            args, kwargs = self._packing.arguments(request.args, request.kwargs, tensors)
            results: list[Tensor] = []
            state = {name: tensors[index] for name, index in request.state.items()}
            self._shapes[key] = self._packing.pack(call(state, args, kwargs), results)
            return results

        return function

    def _described(self, module: Any, made: bytes, held: list[Held], *, drew: bool) -> m.Built:
        self._last += 1
        self._modules[self._last], self._made[self._last] = module, made
        nodes = tuple(
            m.Node(
                part.path,
                part.kind[:200],
                part.extra[:1000],
                _TRAINING,
                tuple(m.Entry(name, self._enter(one, held, grad=True)) for name, one in part.parameters.items()),
                tuple(m.Entry(name, self._enter(one, held)) for name, one in part.buffers.items()),
            )
            for part in self._framework.parts(module)
        )
        return m.Built(self._last, nodes, self._framework.text(module)[:4000], drew)

    def _own(self, given: list[Held]) -> list[Tensor]:
        return [self._framework.tensor(one.values) for one in given]

    def _enter(self, tensor: Tensor, held: list[Held], *, grad: bool = False) -> int:
        held.append(Held(self._framework.array(tensor), grad))
        return len(held) - 1

    def _picked(self, indexes: tuple[int | None, ...], given: list[Held]) -> list[Tensor | None]:
        return [None if index is None else self._framework.tensor(given[index].values) for index in indexes]

    def _keep(self, graph: Graph) -> int:
        self._last += 1
        self._graphs[self._last] = graph
        return self._last


_HANDLERS: dict[type, Callable[..., m.Reply]] = {
    **NEUTRAL,
    m.Build: ArrayServer.build,
    m.Call: ArrayServer.call,
    m.Vjp: ArrayServer.vjp,
    m.Vjp2: ArrayServer.vjp2,
    m.State: ArrayServer.state,
    m.LoadState: ArrayServer.accept,
    m.Mode: ArrayServer.mode,
    m.To: ArrayServer.accept,
    m.Deepcopy: ArrayServer.deepcopy,
    m.Seed: ArrayServer.accept,
    m.RngDigest: ArrayServer.rng_digest,
    m.Probe: ArrayServer.probe,
}
