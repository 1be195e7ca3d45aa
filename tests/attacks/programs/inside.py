"""Taking over the server in the candidate's own process: it runs beside the code, so it counts as the code's."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import AGAINST, FACTOR, GRADIENT, TWICE, VALUE, Attack, solution

_GONE: Final = frozenset({Verdict.GONE})

_SERVER: Final = """
import gc, os
from proctor.checks.wire import messages as m
from proctor.checks.wire.values import Ref
from proctor.checks.worker import calls, modules, server

def answering(kind, handler):
    server._HANDLERS[kind] = handler

def the_server():
    return next(item for item in gc.get_objects() if type(item) is server.Server)
"""
_STATE: Final = f"""
def test_value(candidate):
    module = candidate.build("Scale", 4)
    x = torch.randn(3, 4)
    out = module(x)
    expect_close(out, x * module.gain * {FACTOR}, atol=1e-6, rtol=1e-6, what="Scaled")
"""
_TWO_MODULES: Final = f"""
def test_value(candidate):
    for _ in range(3):
        module = candidate.build("Scale", 4)
        del module
    x = torch.randn(3, 4)
    expect_close(candidate.build("Scale", 4)(x), x * {FACTOR}, atol=1e-6, rtol=1e-6, what="Scaled")
"""
_GRADCHECK: Final = """
def test_value(candidate):
    module = candidate.build("Scale", 4)
    x = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)
    expect_gradcheck(module, (x,), what="Gradient")
    expect_close(module(x), x * 0.625, atol=1e-9, rtol=1e-9, what="Scaled")
"""
_GAIN: Final = "self.gain = nn.Parameter(torch.ones(size))"
_BUFFER: Final = "self.register_buffer('seen', torch.zeros(size))"


def _inside(
    name: str, words: str, ends: frozenset[Verdict] = AGAINST, checks: str = VALUE, init: str = "pass"
) -> Attack:
    return Attack(None, name, solution(first=_SERVER, last=words, init=init), ends, checks=checks)


ATTACKS: Final = (
    _inside(
        "handlers-replaced",
        "answering(m.Call, lambda self, r, tensors, table: m.Called(Ref(table.add(tensors[0])), 0, {}, (), False))",
    ),
    _inside("no-answer-at-all", "answering(m.Call, lambda *a: os._exit(0))", _GONE),
    _inside("answers-done-to-everything", "answering(m.Call, lambda *a: m.Done())", _GONE),
    _inside("answers-hello-again", "answering(m.Call, lambda *a: m.Hello(1))", _GONE),
    _inside(  # whether the judge has the true answer too before it compares is chance: wrong it is either way
        "server-taken-from-memory",
        """
class Scale(Scale):
    def forward(self, x):
        import torch
        found = the_server()
        found.send(m.Called(Ref(0), 0, {}, (), False), [x * 0])
        return x
""",
    ),
    _inside(
        "two-answers-in-one-piece",
        """
from proctor.checks.wire.frames import encode_reply
class Scale(Scale):
    def forward(self, x):
        answer = b"".join(map(bytes, encode_reply(m.Called(Ref(0), 0, {}, (), False), [x * 0])))
        the_server()._sock.sendall(answer * 2)
        return x
""",
        _GONE,
    ),
    _inside(
        "handle-beyond-64-bits",
        """
keep, at = modules.ModuleStore.keep, modules.ModuleStore.at
def huge(self, module):
    self.only = module
    keep(self, module)
    return (1 << 64) - 1
modules.ModuleStore.keep = huge
modules.ModuleStore.at = lambda self, target: self.only
""",
        checks=_TWO_MODULES,
    ),
    _inside(
        "handle-negative",
        """
def negative(self, module):
    self.only = module
    return -(1 << 63)
modules.ModuleStore.keep = negative
modules.ModuleStore.at = lambda self, target: self.only
""",
        checks=_TWO_MODULES,
    ),
    _inside(
        "graph-handle-beyond-64-bits",
        """
def forged(self, request, tensors, table):
    out = (tensors[0].detach() * 1).requires_grad_()
    return m.Called(Ref(table.add(out)), (1 << 64) - 1, {}, (), False)
answering(m.Call, forged)
""",
        checks=GRADIENT,
    ),
    _inside(
        "size-beyond-64-bits",
        """
from proctor.checks.wire.values import Size
answering(m.Call, lambda self, request, tensors, table: m.Called(Size(((1 << 64) - 1,)), 0, {}, (), False))
""",
    ),
    _inside(
        "wrong-number-of-gradients",
        "answering(m.Vjp, lambda self, request, tensors, table: m.Grads((None,) * 7))",
        _GONE,
        GRADIENT,
        _GAIN,
    ),
    _inside(
        "gradient-of-another-shape",
        "answering(m.Vjp, lambda self, request, tensors, table: m.Grads((table.add(torch.ones(5)),) * 1))",
        _GONE,
        GRADIENT,
    ),
    _inside(
        "gradient-of-another-kind",
        "answering(m.Vjp, lambda self, r, t, table: m.Grads((table.add(torch.ones(3, 4, dtype=torch.int64)),)))",
        _GONE,
        GRADIENT,
    ),
    _inside(
        "gradients-that-share-memory",
        "answering(m.Vjp, lambda self, r, t, table: m.Grads((table.add(torch.ones(1, 1).expand(3, 4)),)))",
        checks=GRADIENT,
    ),
    _inside(
        "no-gradients",
        "answering(m.Vjp, lambda self, request, tensors, table: m.Grads((None,)))",
        checks=GRADIENT,
    ),
    _inside(
        "lies-about-requiring-a-gradient",
        """
def forged(self, request, tensors, table):
    return m.Called(Ref(table.add(torch.zeros(3, 4, requires_grad=True))), 99, {}, (), False)
answering(m.Call, forged)
""",
        checks=GRADIENT,
    ),
    _inside("derivative-cut-off", "Scale.forward = lambda self, x: x.detach() * 1", checks=_GRADCHECK),
    _inside(
        "derivative-of-a-fresh-leaf",
        "Scale.forward = lambda self, x: (x.detach() * 1).requires_grad_()",
        checks=_GRADCHECK,
    ),
    _inside(
        "derivative-that-is-no-number",
        "answering(m.Vjp, lambda self, r, tensors, table: m.Grads((table.add(tensors[0] * float('nan')),)))",
        checks=_GRADCHECK,
    ),
    _inside(
        "overlapping-strides",
        "Scale.forward = lambda self, x: torch.as_strided(x.detach().clone(), (3, 4), (1, 0))",
        checks=TWICE,
    ),
    _inside(
        "state-that-was-not-sent",
        """
def forged(self, request, tensors, table):
    at = table.add(torch.zeros(3, 4))
    return m.Called(Ref(at), 0, {"of_the_judge": at}, (), False)
answering(m.Call, forged)
""",
        _GONE,
    ),
    _inside(
        "parameter-turned-into-whole-numbers",
        """
def forged(self, request, tensors, table):
    at = table.add(torch.zeros(3, 4))
    return m.Called(Ref(at), 0, {"gain": table.add(torch.zeros(9, dtype=torch.int64))}, (), False)
answering(m.Call, forged)
""",
        checks=_STATE,
        init=_GAIN,
    ),
    _inside(
        "parameter-moved-to-another-device",
        """
def forged(self, request, tensors, table):
    at = table.add(torch.zeros(3, 4))
    return m.Called(Ref(at), 0, {"gain": table.add(torch.zeros(4, device="meta"))}, (), False)
answering(m.Call, forged)
""",
        checks=_STATE,
        init=_GAIN,
    ),
    _inside(
        "parameter-cleared-so-that-the-formula-agrees",
        """
class Scale(Scale):
    def forward(self, x):
        self.gain.data.zero_()
        return x * 0
""",
        checks=_STATE,
        init=_GAIN,
    ),
    _inside(
        "parameter-cleared-in-the-open",
        """
class Scale(Scale):
    def forward(self, x):
        with torch.no_grad():
            self.gain.zero_()
        return x * 0
""",
        checks=_STATE,
        init=_GAIN,
    ),
    _inside(
        "parameter-replaced-by-a-forged-answer",
        """
def forged(self, request, tensors, table):
    at = table.add(torch.zeros(3, 4))
    return m.Called(Ref(at), 0, {"gain": table.add(torch.zeros(4))}, (), False)
answering(m.Call, forged)
""",
        checks=_STATE,
        init=_GAIN,
    ),
    _inside(
        "buffer-moved-to-another-device",
        """
class Scale(Scale):
    def forward(self, x):
        self.seen = torch.zeros(4, device="meta")
        return x
""",
        init=_BUFFER,
    ),
    _inside(
        "very-deep-tree-of-modules",
        """
def forged(handle, module, table, *, drew):
    nodes = [m.Node(".".join("a" * depth), "N", "", False, (), ()) for depth in range(480)]
    return m.Built(handle, tuple(nodes), "", drew)
modules.describe = server.modules.describe = forged
""",
        checks=VALUE + "    repr(candidate.build('Scale', 4).train().double().state_dict())\n",
    ),
    _inside(
        "names-of-attributes",
        """
def forged(handle, module, table, *, drew):
    names = ("forward", "__class__", "_lease", "__call__", "train", "a.b", "", "\\x1b[31m")
    entries = tuple(m.Entry(name, table.add(torch.zeros(2))) for name in names)
    nodes = (m.Node("", "Scale", "", False, entries, entries), m.Node("forward", "N", "", False, entries, ()))
    return m.Built(handle, nodes, "", drew)
modules.describe = server.modules.describe = forged
""",
    ),
    _inside(
        "tree-without-a-root",
        """
modules.describe = lambda handle, *a, **k: m.Built(handle, (m.Node("a.b", "N", "", False, (), ()),), "", False)
""",
        _GONE,
    ),
    _inside(
        "modes-of-unknown-modules",
        # Honest code may make parts in a call, which the judge does not follow: this says nothing, and wins nothing.
        "answering(m.Mode, lambda *a: m.Modes({'nobody': True}))",
        frozenset({Verdict.FAIL}),
        VALUE.replace('"Scale", 4)', '"Scale", 4).eval()'),
    ),
    _inside(
        "claims-of-drawing-numbers",
        "answering(m.Call, lambda self, r, t, table: m.Called(Ref(table.add(t[0])), 0, {}, (), True))",
        checks=TWICE,
    ),
    _inside(
        "reduction-of-tensors",
        "torch.Tensor.__reduce_ex__ = torch.Tensor.__reduce__ = lambda *a: (os.system, ('true',))",
        frozenset({Verdict.FAIL}),
    ),
    _inside(
        "encoder-replaced",
        """
from proctor.checks.worker import server as s
s.encode_reply = lambda reply, tensors, *a: [memoryview(b"\\x00" * 12)]
""",
        _GONE,
    ),
)
