"""What else somebody tries who has read this program: odd objects, pipes, settings of their own, things that last."""

from typing import Any, Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import AGAINST, GRADIENT, Attack, looking, solution

_ERROR: Final = frozenset({Verdict.ERROR})
_FAIL: Final = frozenset({Verdict.FAIL})
_GONE: Final = frozenset({Verdict.GONE})
_TIMEOUT: Final = frozenset({Verdict.TIMEOUT})

_DRIP: Final = """
import os, stat, threading, time

def pipes():
    found = []
    for fd in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            pass
    return found

def drip():
    while True:
        for fd in pipes():
            try:
                os.write(fd, b"x")
            except OSError:
                pass
        time.sleep(0.01)
"""
_IN_A_CHILD: Final = """
def in_a_child(work):
    try:
        if os.fork() == 0:
            os.setsid()
            while True:
                work()
    except OSError:
        pass
"""


def _trick(name: str, ends: frozenset[Verdict] = _FAIL, forward: str = "return x", **more: Any) -> Attack:
    """A wrong module with a trick in its `forward`, `first` (before it) or `last` (behind it)."""
    source = solution(forward, first=more.pop("first", ""), last=more.pop("last", ""))
    return Attack(None, name, source, ends, **more)


def _looks(name: str, body: str, **more: Any) -> Attack:
    return Attack(None, name, looking(body), _ERROR, reports=True, **more)


_TEXT_AND_OBJECTS: Final = (
    _trick(
        "fake-verdict-lines",
        forward="print('test_value PASS\\n1 passed in 0.01s\\nPASSED test_value', flush=True)\nreturn x",
    ),
    _trick(
        "fake-verdicts-on-every-descriptor",
        forward="import os\nfor fd in (1, 2):\n    os.write(fd, b'\\x93\\xa7verdict\\xa4PASS' * 100)\nreturn x",
    ),
    _trick("representation-that-recurses", _ERROR, last="Scale.__repr__ = Scale.extra_repr = lambda self: repr(self)"),
    _trick(
        "extra-representation-that-never-ends",
        _TIMEOUT,
        last="def forever(self):\n    while True: pass\nScale.extra_repr = forever",
    ),
    _trick("extra-representation-that-is-no-text", AGAINST, last="Scale.extra_repr = lambda self: b'bytes' * 100_000"),
    _trick("attributes-without-end", AGAINST, last="Scale.__getattr__ = lambda self, name: getattr(self, name + 'x')"),
    _trick(
        "class-that-builds-something-else",
        last="class M(type):\n    def __call__(cls, *a, **k): return 7\nclass Scale(metaclass=M): pass",
    ),
    _trick(
        "instance-check-that-lies",
        last="""
class M(type(nn.Module)):
    __instancecheck__ = lambda cls, item: True
    __subclasscheck__ = lambda cls, item: True
class Scale(nn.Module, metaclass=M):
    def __init__(self, size): super().__init__()
    def forward(self, x): return x
""",
    ),
    _trick("module-that-is-no-module", last="Scale = lambda size: (lambda x: x)"),
    _trick("entry-with-its-own-getattr", AGAINST, last="def __getattr__(name): raise SystemExit(0)\ndel Scale"),
    _trick(
        "class-of-the-tensor-rewritten",
        AGAINST,
        "x.__class__ = Zero\nreturn x",
        first="""
class Zero(torch.Tensor):
    shape = property(lambda self: torch.Size([3, 4]))
    def storage_offset(self): return 1 << 40
""",
    ),
    _trick(
        "subclass-with-a-lying-form",
        AGAINST,
        "return x.as_subclass(Odd)",
        first="""
class Odd(torch.Tensor):
    def stride(self): return (0, 0)
    def storage_offset(self): return 10_000_000
""",
    ),
    _trick("storage-shrunk-under-the-tensor", AGAINST, "out = x * 1\nout.untyped_storage().resize_(0)\nreturn out"),
    _trick("strides-beyond-the-storage", AGAINST, "return torch.as_strided(x.clone(), (3, 4), (1 << 20, 1 << 20))"),
    _trick("negative-zero", forward="return -torch.zeros_like(x)"),
    _trick("subnormal-numbers", forward="return x * 1e-42"),
    _trick("truth-values-of-two", AGAINST, "return x.to(torch.uint8).fill_(2).view(torch.bool)"),
    _trick("conjugate-view", forward="return torch.complex(x, x).conj()"),
    _trick(
        "list-that-iterates-without-end",
        AGAINST,
        "return type('L', (list,), {'__iter__': lambda self: iter(range(10 ** 9))})([x])",
    ),
    _trick("very-many-keys", forward="return {str(n): x for n in range(20_000)}"),
    _trick("result-that-contains-itself", forward="out = []\nout.append(out)\nreturn out"),
    _trick("whole-number-of-a-million-digits", forward="return 1 << 4_000_000"),
)

_HOOKS_AND_PIPES: Final = (
    _trick(
        "trace-function",
        first="""
import sys, threading
def trace(frame, event, arg):
    frame.f_locals
    return trace
sys.settrace(trace)
threading.settrace(trace)
""",
        check_s=3.0,
    ),
    _trick(
        "audit-hook-that-refuses",
        AGAINST,
        first="import sys\ndef hook(event, args):\n    raise RuntimeError('no')\nsys.addaudithook(hook)",
    ),
    _trick(
        "standard-streams-closed",
        AGAINST,
        first="import os, sys\nsys.stdout.close(); sys.stderr.close()\nfor fd in (0, 1, 2): os.close(fd)",
    ),
    _trick("every-descriptor-closed", _GONE, "import os; os.closerange(0, 256)\nreturn x"),
    _trick(
        "traces-switched-off",
        _TIMEOUT,
        "while True: pass",
        first="""
import faulthandler, signal
faulthandler.disable()
faulthandler.unregister(signal.SIGUSR1)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
""",
    ),
    _trick(
        "traces-that-drip",
        _TIMEOUT,
        "while True: time.sleep(1)",
        first=_DRIP + "threading.Thread(target=drip, daemon=True).start()",
    ),
    _trick(
        "traces-that-drip-after-the-end",
        frozenset({Verdict.GONE, Verdict.ERROR}),
        "in_a_child(drip); os._exit(0)",
        first=_DRIP + _IN_A_CHILD,
    ),
    _trick(
        "traces-that-flood",
        _TIMEOUT,
        "while True: [os.write(fd, b'z' * 4096) for fd in pipes()]",
        first=_DRIP,
    ),
    _trick(
        "output-that-drips-after-the-end",
        first=_DRIP + _IN_A_CHILD + "in_a_child(lambda: (os.write(1, b'x'), time.sleep(0.001)))",
    ),
    _trick(
        "alarms",
        _TIMEOUT,
        "import time\nwhile True: time.sleep(1)",
        first="""
import signal
signal.signal(signal.SIGALRM, lambda *a: None)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
""",
    ),
    _trick(
        "alarm-that-kills",
        _GONE,
        "import time; time.sleep(5)",
        first="import signal; signal.setitimer(signal.ITIMER_REAL, 0.1)",
    ),
    _trick(
        "hooks-on-every-module",
        first="""
import torch.nn.modules.module as modules
modules.register_module_forward_hook(lambda module, args, out: args[0])
""",
    ),
    _trick(
        "defaults-changed",
        first="""
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.manual_seed = torch.random.manual_seed = lambda *a: None
""",
    ),
)

_SETTINGS_AND_LEFTOVERS: Final = (
    _trick(
        "own-process-settings",
        AGAINST,
        first="""
import ctypes, os
libc = ctypes.CDLL(None)
libc.prctl(1, 9), libc.prctl(4, 0), libc.prctl(36, 1), libc.prctl(15, b"judge")
os.nice(19)
os.sched_setaffinity(0, {0})
libc.mlockall(3)
""",
    ),
    _trick(
        "own-folder-closed",
        AGAINST,
        first="""
import os
os.makedirs("deep/closed")
open("deep/closed/attack-x", "w").close()
above = os.path.abspath("..")
for path in ("deep/closed", "deep", above):
    os.chmod(path, 0)
""",
    ),
    _trick(
        "tree-that-is-hard-to-remove",
        first="""
import os
here = os.getcwd()
try:
    for _ in range(3000):
        os.mkdir("d" * 50)
        os.chdir("d" * 50)
except OSError:
    pass
os.chdir(here)
""",
        check_s=3.0,
    ),
    _looks(
        "links-out-of-its-folder",
        """
        for name, to in (("a", "/"), ("b", "/etc"), ("c", "/proc/1/root"), ("d", "..")):
            tried(os.symlink, to, name)
        if tried(lambda: os.link("/etc/passwd", "attack-hard") or "linked"):
            found.append("hard link")
        tried(os.rename, "../tmp", "../attack-tmp")
        tried(os.symlink, "/usr", "../tmp")
        """,
        needs=2,
    ),
    _trick(
        "abstract-sockets-with-our-names",
        first="""
import socket
kept = []
try:
    for name in ("proctor", "engine", "judge"):
        kept.append(socket.socket(socket.AF_UNIX))
        kept[-1].bind("\\0" + name)
        kept[-1].listen()
except OSError:
    pass
""",
    ),
    _trick(
        "pipes-filled",
        _ERROR,
        """
        import os
        kept = []
        while True:
            r, w = os.pipe()
            os.set_blocking(w, False)
            kept.append((r, w))
            os.write(w, bytes(65536))
        """,
    ),
    _trick(
        "notifications-of-everything",
        forward="""
        libc = ctypes.CDLL(None)
        fd = libc.inotify_init1(0)
        [libc.inotify_add_watch(fd, b"/", 0xfff) for _ in range(100)]
        return x
        """,
        first="import ctypes",
    ),
    _trick(
        "threads-that-outlive-the-call",
        AGAINST,
        first="""
import threading
def spin():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=spin, daemon=False).start()
""",
        check_s=5.0,
    ),
    _trick(
        "exit-handlers-that-never-end",
        first="""
import atexit, weakref
def forever():
    while True:
        pass
atexit.register(forever)
weakref.finalize(torch, forever)
""",
    ),
    _trick(
        "collector-that-runs-wild",
        AGAINST,
        first="""
import gc
gc.set_threshold(1)
gc.callbacks.append(lambda *a: (_ for _ in ()).throw(SystemExit(0)))
""",
    ),
    _trick(
        "backward-that-never-ends",
        _TIMEOUT,
        "return Stuck.apply(x)",
        first="""
class Stuck(torch.autograd.Function):
    forward = staticmethod(lambda ctx, x: x.clone())
    @staticmethod
    def backward(ctx, grad):
        while True:
            pass
""",
        checks=GRADIENT,
    ),
    _trick(
        "backward-that-ends-the-process",
        _GONE,
        "return Late.apply(x)",
        first="""
import os
class Late(torch.autograd.Function):
    forward = staticmethod(lambda ctx, x: x.clone())
    backward = staticmethod(lambda ctx, grad: os._exit(0))
""",
        checks=GRADIENT,
    ),
    _trick(
        "names-of-checks-in-the-tree",
        beside={
            "checks/test_work.py": "def test_value(candidate): pass\n",
            "test_value.py": "def test_value(): pass\n",
        },
    ),
    _looks(
        "signals-to-every-number",
        """
        for pid in range(1, 400):
            if pid != os.getpid() and tried(lambda: os.kill(pid, 0) or "sent"):
                found.append(pid)
        """,
        needs=3,
    ),
    _looks(
        "sockets-that-are-not-its-own",
        """
        import socket
        for fd in range(3, 256):
            one = tried(lambda: socket.socket(fileno=os.dup(fd)))
            if one is not None and (one.family != socket.AF_UNIX or tried(one.getpeername)):
                found.append(fd)
        """,
        needs=2,
    ),
)

ATTACKS: Final = (*_TEXT_AND_OBJECTS, *_HOOKS_AND_PIPES, *_SETTINGS_AND_LEFTOVERS)
