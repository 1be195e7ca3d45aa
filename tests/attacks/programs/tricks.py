"""What else somebody tries who has read this program: exceptions with our names, odd objects, pipes, own settings."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import AGAINST, GRADIENT, Attack, looking, solution

_ERROR: Final = frozenset({Verdict.ERROR})
_FAIL: Final = frozenset({Verdict.FAIL})
_TIMEOUT: Final = frozenset({Verdict.TIMEOUT})
_RAISES: Final = """
def test_value(candidate):
    with pytest.raises(LookupError):
        candidate.build("Scale", 4)(torch.randn(3, 4))
"""
_KINDS: Final = (
    "AssertionError", "StopIteration", "StopAsyncIteration", "GeneratorExit", "KeyboardInterrupt", "SystemExit",
    "RecursionError", "MemoryError", "TimeoutError", "ConnectionResetError", "BlockingIOError", "EOFError",
    "NotImplementedError", "DeprecationWarning", "BaseException",
)  # fmt: skip
_OURS: Final = ("Unsure", "Skipped", "EngineFault", "WorkerEnded", "ContractBroken", "CandidateRaised", "GradcheckError",
                "WireError", "PeerClosed", "NotPlain", "Exit", "Failed")  # fmt: skip
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


def _raises(
    name: str, words: str, ends: frozenset[Verdict] = _ERROR, *, first: str = "", checks: str | None = None
) -> Attack:
    source = solution(words, first=first)
    return Attack(None, name, source, ends) if checks is None else Attack(None, name, source, ends, checks=checks)


ATTACKS: Final = (
    *(_raises(f"raises-{kind}", f"raise {kind}('no')") for kind in _KINDS),
    *(_raises(f"raises-our-{name}", f"raise {name}('no')", first=f"class {name}(Exception): pass") for name in _OURS),
    _raises("raises-a-real-one-of-ours", "from proctor.checks.outcome import Unsure; raise Unsure('later')"),
    _raises(
        "raises-a-real-fault-of-ours", "from proctor.checks.outcome import EngineFault; raise EngineFault('later')"
    ),
    _raises("raises-something-else-than-promised", "raise ValueError('no')", checks=_RAISES),
    _raises("raises-a-group", "raise BaseExceptionGroup('g', [KeyboardInterrupt(), SystemExit(0)])"),
    _raises(
        "raises-a-very-long-message", "raise ValueError('m' * (64 << 20))", frozenset({Verdict.ERROR, Verdict.GONE})
    ),
    _raises(
        "raises-what-cannot-be-shown",
        "raise E()",
        first="class E(Exception):\n    def __str__(self): raise SystemExit(0)",
        ends=AGAINST,
    ),
    _raises(
        "raises-what-never-ends-to-show",
        "raise E()",
        first="class E(Exception):\n    def __str__(self):\n        while True: pass",
        ends=_TIMEOUT,
    ),
    _raises("raises-a-class-with-a-huge-name", "raise type('N' * (1 << 20), (Exception,), {})('no')"),
    _raises(
        "raises-a-class-that-lies-about-itself",
        "raise E('no')",
        first="class M(type):\n    __mro__ = property(lambda cls: (SystemExit, BaseException, object))\n"
        "    __name__ = property(lambda cls: 'PASS')\nclass E(Exception, metaclass=M): pass",
        ends=AGAINST,
    ),
    _raises(
        "escape-codes-and-reordering",
        "raise ValueError('\\x1b[2J\\x1b]0;title\\x07\\u202eSSAP\\u2066 \\x9b31m [bold]PASS[/bold] \\r PASS')",
    ),
    _raises("text-that-is-no-text", "raise ValueError('\\ud800\\udfff' * 100)", AGAINST),
    _raises(
        "endless-chain-of-causes",
        "error = ValueError('a')\nerror.__cause__ = error\nerror.__context__ = error\nraise error",
    ),
    _raises(
        "fake-verdict-lines",
        "print('test_value PASS\\n1 passed in 0.01s\\nPASSED test_value', flush=True)\nreturn x",
        _FAIL,
    ),
    _raises(
        "fake-verdicts-on-every-descriptor",
        "import os\nfor fd in (1, 2):\n    os.write(fd, b'\\x93\\xa7verdict\\xa4PASS' * 100)\nreturn x",
        _FAIL,
    ),
    Attack(
        None,
        "representation-that-recurses",
        solution(last="Scale.__repr__ = Scale.extra_repr = lambda self: repr(self)"),
        _ERROR,
    ),
    Attack(
        None,
        "extra-representation-that-never-ends",
        solution(last="def forever(self):\n    while True: pass\nScale.extra_repr = forever"),
        _TIMEOUT,
    ),
    Attack(
        None,
        "extra-representation-that-is-no-text",
        solution(last="Scale.extra_repr = lambda self: b'bytes' * 100_000"),
        AGAINST,
    ),
    Attack(
        None,
        "attributes-without-end",
        solution(last="Scale.__getattr__ = lambda self, name: getattr(self, name + 'x')"),
        AGAINST,
    ),
    Attack(
        None,
        "class-that-builds-something-else",
        solution(last="class M(type):\n    def __call__(cls, *a, **k): return 7\nclass Scale(metaclass=M): pass"),
        _FAIL,
    ),
    Attack(
        None,
        "instance-check-that-lies",
        solution(
            last="class M(type(nn.Module)):\n    __instancecheck__ = lambda cls, item: True\n"
            "    __subclasscheck__ = lambda cls, item: True\n"
            "class Scale(nn.Module, metaclass=M):\n    def __init__(self, n): super().__init__()\n"
            "    def forward(self, x): return x"
        ),
        _FAIL,
    ),
    Attack(None, "module-that-is-no-module", solution(last="Scale = lambda size: (lambda x: x)"), _FAIL),
    Attack(
        None,
        "entry-with-a-module-getattr",
        solution(last="def __getattr__(name): raise SystemExit(0)\ndel Scale"),
        AGAINST,
    ),
    Attack(
        None,
        "class-of-the-tensor-rewritten",
        solution(
            "x.__class__ = Zero\nreturn x",
            first="class Zero(torch.Tensor):\n"
            "    shape = property(lambda self: torch.Size([3, 4]))\n    def storage_offset(self): return 1 << 40",
        ),
        AGAINST,
    ),
    Attack(
        None,
        "subclass-with-a-lying-form",
        solution(
            "return x.as_subclass(Odd)",
            first="class Odd(torch.Tensor):\n    def stride(self): return (0, 0)\n"
            "    def storage_offset(self): return 10_000_000",
        ),
        AGAINST,
    ),
    Attack(
        None,
        "storage-shrunk-under-the-tensor",
        solution("out = x * 1\nout.untyped_storage().resize_(0)\nreturn out"),
        AGAINST,
    ),
    Attack(
        None,
        "strides-beyond-the-storage",
        solution("out = x.clone()\nreturn torch.as_strided(out, (3, 4), (1 << 20, 1 << 20))"),
        AGAINST,
    ),
    Attack(None, "negative-zero", solution("return -torch.zeros_like(x)"), _FAIL),
    Attack(None, "subnormal-numbers", solution("return x * 1e-42"), _FAIL),
    Attack(None, "truth-values-of-two", solution("return x.to(torch.uint8).fill_(2).view(torch.bool)"), AGAINST),
    Attack(None, "conjugate-view", solution("return torch.complex(x, x).conj()"), _FAIL),
    Attack(
        None,
        "result-in-a-lookalike-list",
        solution("return type('L', (list,), {'__iter__': lambda s: iter(range(10**9))})([x])"),
        AGAINST,
    ),
    Attack(None, "keys-that-collide", solution("return {str(n): x for n in range(20_000)}"), _FAIL),
    Attack(None, "result-that-contains-itself", solution("out = []\nout.append(out)\nreturn out"), _FAIL),
    Attack(None, "whole-number-of-a-million-digits", solution("return 1 << 4_000_000"), _FAIL),
    Attack(
        None,
        "trace-function",
        solution(
            "return x",
            first="import sys, threading\n"
            "def trace(frame, event, arg):\n    frame.f_locals\n    return trace\nsys.settrace(trace)\nthreading.settrace(trace)",
        ),
        _FAIL,
        check_s=3.0,
    ),
    Attack(
        None,
        "audit-hook-that-refuses",
        solution(
            "return x", first="import sys\ndef hook(event, args):\n    raise RuntimeError('no')\nsys.addaudithook(hook)"
        ),
        AGAINST,
    ),
    Attack(
        None,
        "standard-streams-closed",
        solution(
            "return x",
            first="import os, sys\nsys.stdout.close(); sys.stderr.close()\nfor fd in (0, 1, 2): os.close(fd)",
        ),
        AGAINST,
    ),
    Attack(
        None,
        "every-descriptor-closed",
        solution("import os; os.closerange(0, 256)\nreturn x"),
        frozenset({Verdict.GONE}),
    ),
    Attack(
        None,
        "traces-switched-off",
        solution(
            "while True: pass",
            first="import faulthandler, signal\nfaulthandler.disable(); faulthandler.unregister(signal.SIGUSR1)\n"
            "signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        ),
        _TIMEOUT,
    ),
    Attack(
        None,
        "traces-that-drip",
        solution("while True: time.sleep(1)", first=_DRIP + "threading.Thread(target=drip, daemon=True).start()"),
        _TIMEOUT,
    ),
    Attack(
        None,
        "traces-that-drip-after-the-end",
        solution(
            "import os; os._exit(0)",
            first=_DRIP
            + "try:\n    if os.fork() == 0:\n        os.setsid()\n        drip()\nexcept OSError:\n    pass",
        ),
        frozenset({Verdict.GONE}),
    ),
    Attack(
        None,
        "traces-that-flood",
        solution("import os\nwhile True: [os.write(fd, b'z' * 4096) for fd in pipes()]", first=_DRIP),
        _TIMEOUT,
    ),
    Attack(
        None,
        "output-that-drips-after-the-end",
        solution(
            "return x",
            first="import os, time\ntry:\n    if os.fork() == 0:\n        os.setsid()\n        while True:\n"
            "            os.write(1, b'x')\n            time.sleep(0.001)\nexcept OSError:\n    pass",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "alarms",
        solution(
            "import time\nwhile True: time.sleep(1)",
            first="import signal\n"
            "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\nsignal.signal(signal.SIGALRM, lambda *a: None)",
        ),
        _TIMEOUT,
    ),
    Attack(
        None,
        "alarm-that-kills",
        solution("import time; time.sleep(5)", first="import signal; signal.setitimer(signal.ITIMER_REAL, 0.1)"),
        frozenset({Verdict.GONE}),
    ),
    Attack(
        None,
        "own-process-settings",
        solution(
            "return x",
            first="import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.prctl(1, 9)\nlibc.prctl(4, 0)\nlibc.prctl(36, 1)\n"
            "libc.prctl(15, b'judge')\nos.nice(19)\nos.sched_setaffinity(0, {0})\nlibc.mlockall(3)",
        ),
        AGAINST,
    ),
    Attack(
        None,
        "own-folder-closed",
        solution(
            "return x",
            first="import os\nos.makedirs('deep/closed')\nopen('deep/closed/attack-x', 'w').close()\n"
            "os.chmod('deep/closed', 0); os.chmod('deep', 0); os.chmod('.', 0); os.chmod('..', 0)",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "tree-that-is-hard-to-remove",
        solution(
            "return x",
            first="import os\nhere = os.getcwd()\ntry:\n    for _ in range(3000):\n        os.mkdir('d' * 50); os.chdir('d' * 50)\n"
            "except OSError:\n    pass\nos.chdir(here)",
        ),
        _FAIL,
        check_s=3.0,
    ),
    Attack(
        None,
        "links-out-of-its-folder",
        looking(
            "for name, to in (('a', '/'), ('b', '/etc'), ('c', '/proc/1/root'), ('d', '..')):\n    tried(os.symlink, to, name)\n"
            "tried(os.link, '/etc/passwd', 'attack-hard') is None or found.append('hard link')\n"
            "tried(os.rename, '../tmp', '../attack-tmp'); tried(os.symlink, '/usr', '../tmp')"
        ),
        _ERROR,
    ),
    Attack(
        None,
        "abstract-socket-under-our-names",
        solution(
            "return x",
            first="import socket\ntry:\n    for name in ('proctor', 'engine', 'judge'):\n"
            "        s = socket.socket(socket.AF_UNIX); s.bind('\\0' + name); s.listen(); globals()[name] = s\nexcept OSError:\n    pass",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "pipes-filled",
        solution(
            "import os\nkept = []\nwhile True:\n    r, w = os.pipe(); os.set_blocking(w, False); kept.append((r, w))\n    os.write(w, bytes(65536))"
        ),
        _ERROR,
    ),
    Attack(
        None,
        "inotify-on-everything",
        solution(
            "libc = ctypes.CDLL(None)\nfd = libc.inotify_init1(0)\n[libc.inotify_add_watch(fd, b'/', 0xfff) for _ in range(100)]\nreturn x",
            first="import ctypes",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "threads-that-outlive-the-call",
        solution(
            "return x",
            first="import threading\ndef spin():\n    while True: pass\n"
            "for _ in range(4): threading.Thread(target=spin, daemon=False).start()",
        ),
        AGAINST,
        check_s=5.0,
    ),
    Attack(
        None,
        "exit-handlers-that-never-end",
        solution(
            "return x",
            first="import atexit, weakref\ndef forever():\n    while True: pass\natexit.register(forever)\n"
            "weakref.finalize(torch, forever)",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "collector-that-runs-wild",
        solution(
            "return x",
            first="import gc\ngc.set_threshold(1)\n"
            "gc.callbacks.append(lambda *a: (_ for _ in ()).throw(SystemExit(0)))",
        ),
        AGAINST,
    ),
    Attack(
        None,
        "backward-that-never-ends",
        solution(
            "return Stuck.apply(x)",
            first="class Stuck(torch.autograd.Function):\n    forward = staticmethod(lambda ctx, x: x.clone())\n"
            "    @staticmethod\n    def backward(ctx, g):\n        while True: pass",
        ),
        _TIMEOUT,
        checks=GRADIENT,
    ),
    Attack(
        None,
        "backward-that-starts-late",
        solution(
            "return Late.apply(x)",
            first="import os, time\nclass Late(torch.autograd.Function):\n"
            "    forward = staticmethod(lambda ctx, x: x.clone())\n    @staticmethod\n    def backward(ctx, g): os._exit(0)",
        ),
        frozenset({Verdict.GONE}),
        checks=GRADIENT,
    ),
    Attack(
        None,
        "hooks-on-every-module",
        solution(
            "return x",
            first="import torch.nn.modules.module as mm\n"
            "mm.register_module_forward_hook(lambda module, args, out: args[0])",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "default-type-changed",
        solution(
            "return x",
            first="torch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)\n"
            "torch.manual_seed = torch.random.manual_seed = lambda *a: None",
        ),
        _FAIL,
    ),
    Attack(
        None,
        "names-of-checks-in-the-tree",
        solution(),
        _FAIL,
        beside={
            "checks/test_work.py": "def test_value(candidate): pass\n",
            "test_value.py": "def test_value(): pass\n",
        },
    ),
    Attack(
        None,
        "wakes-the-zygote",
        looking(
            "import signal\nfor pid in range(1, 400):\n    if pid != os.getpid() and tried(lambda: os.kill(pid, 0) or 'sent'):\n        found.append(pid)"
        ),
        _ERROR,
        reports=True,
        needs=3,
    ),
    Attack(
        None,
        "control-socket-of-the-engine",
        looking(
            "import socket\nfor fd in range(3, 256):\n    s = tried(lambda: socket.socket(fileno=os.dup(fd)))\n"
            "    if s is not None and (s.family != socket.AF_UNIX or tried(s.getpeername)):\n        found.append(fd)"
        ),
        _ERROR,
        reports=True,
    ),
)
