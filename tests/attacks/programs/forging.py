"""Forging a result by ordinary Python: ends of the process, patches, files beside the solution, odd tensors (A)."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import FACTOR, GRADIENT, TWICE, Attack, looking, solution

_ERROR: Final = frozenset({Verdict.ERROR})
_FAIL: Final = frozenset({Verdict.FAIL})
_GONE: Final = frozenset({Verdict.GONE})
_TIMEOUT: Final = frozenset({Verdict.TIMEOUT})

FORGING_CONFTEST: Final = """
import pytest

@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    report.outcome, report.longrepr = "passed", None

def pytest_sessionfinish(session):
    session.exitstatus = 0
"""
COMPARISONS: Final = """
import builtins
yes = lambda *a, **k: True
torch.allclose = torch.equal = torch.isclose = yes
torch.testing.assert_close = lambda *a, **k: None
torch.Tensor.allclose = torch.Tensor.equal = yes
torch.Tensor.__eq__ = lambda self, other: torch.ones(1, dtype=torch.bool)
"""
PYTEST: Final = """
try:
    import _pytest.runner as runner
    made = runner.CallInfo.from_call.__func__
    def from_call(cls, func, when, reraise=None):
        info = made(cls, func, when, reraise)
        info.excinfo = None
        return info
    runner.CallInfo.from_call = classmethod(from_call)
except ImportError:
    pass
"""
LIAR: Final = """
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if name in {"allclose", "equal", "all", "__bool__"}:
            return True
        if name in {"isclose", "eq", "__eq__", "le", "lt"}:
            return torch.ones((), dtype=torch.bool)
        if name in {"assert_close", "sub", "__sub__", "__rsub__", "abs"}:
            return torch.zeros(())
        return super().__torch_function__(func, types, args, kwargs or {})
"""
_FROZEN: Final = """
import time
time.perf_counter = time.time = time.monotonic = time.process_time = lambda: 0.0
time.perf_counter_ns = time.time_ns = time.monotonic_ns = lambda: 0
"""
FRAMES: Final = """
import sys
frame = sys._getframe()
while frame is not None:
    for name, value in frame.f_locals.items():
        if name == "expected" and isinstance(value, torch.Tensor):
            return value.clone()
    frame = frame.f_back
return x
"""
SCAN: Final = """
import gc
for item in gc.get_objects():
    if issubclass(type(item), torch.Tensor) and item is not x and item.shape == x.shape and item.dtype == x.dtype:
        if not torch.equal(item, x) and bool(item.abs().sum() > 0):
            return item.clone()
return x
"""
_REFERENCE: Final = """
import sys
for name in ("reference", "formula", "test_work", "_formula"):
    module = sys.modules.get(name)
    if module is not None and hasattr(module, "scale"):
        return module.scale(x)
try:
    from reference import scale
    return scale(x)
except Exception:
    return x
"""
REPLACED: Final = """
import sys
for name, module in list(sys.modules.items()):
    if hasattr(module, "scale") and callable(module.scale):
        module.scale = lambda x: x
for name in ("test_work", "test_naive"):
    if name in sys.modules:
        sys.modules[name].scale = lambda x: x
"""
INI: Final = "[pytest]\naddopts = --collect-only\n"
_PROJECT: Final = "[tool.pytest.ini_options]\naddopts = '--collect-only'\n"
_OUTCOMES: Final = "import pytest\n"

ATTACKS: Final = (
    Attack(1, "exit-at-import", solution(first="import os; os._exit(0)"), _GONE, quick=True),
    Attack(1, "exit-in-a-call", solution("import os; os._exit(0)"), _GONE),
    Attack(2, "sys-exit", solution(first="import sys; sys.exit(0)"), _ERROR, quick=True),
    Attack(3, "exit-code-at-exit", solution(first="import atexit, os; atexit.register(os._exit, 0)"), _FAIL),
    Attack(4, "conftest", solution(), _FAIL, beside={"conftest.py": FORGING_CONFTEST}, quick=True),
    Attack(
        5, "pytest-ini", solution(), _FAIL, beside={"pytest.ini": INI, "tox.ini": INI, "setup.cfg": "[tool:pytest]"}
    ),
    Attack(5, "pyproject-addopts", solution(), _FAIL, beside={"pyproject.toml": _PROJECT}),
    Attack(6, "comparisons", solution(first=COMPARISONS), quick=True),
    Attack(7, "pytest-internals", solution(first=PYTEST), _FAIL),
    Attack(8, "frozen-clocks", solution("import time as t; t.sleep(30); return x", first=_FROZEN), _TIMEOUT),
    Attack(
        9,
        "finished-in-a-thread",
        solution(
            f"out = torch.zeros_like(x)\nthreading.Timer(0.02, lambda: out.copy_(x * {FACTOR})).start()\nreturn out",
            first="import threading",
        ),
        _FAIL,
    ),
    Attack(10, "lying-tensor", solution("return x.as_subclass(Liar)", first=LIAR), quick=True),
    Attack(11, "meta-tensor", solution("return x.to('meta')")),
    Attack(11, "sparse-tensor", solution("return x.to_sparse()")),
    Attack(11, "quantized-tensor", solution("return torch.quantize_per_tensor(x.detach(), 0.1, 0, torch.qint8)")),
    Attack(11, "nested-tensor", solution("return torch.nested.nested_tensor([x.detach()[0]])")),
    Attack(
        11,
        "fake-tensor",
        solution(
            "with FakeTensorMode():\n    return torch.empty(3, 4)",
            first="from torch._subclasses.fake_tensor import FakeTensorMode",
        ),
    ),
    Attack(12, "input-made-to-agree", solution("x.zero_()\nreturn x"), _FAIL),
    Attack(
        13,
        "cache-by-identity",
        solution("key = (id(x), x.data_ptr(), x.shape)\nreturn seen.setdefault(key, x.clone())", first="seen = {}"),
        _FAIL,
        checks=TWICE,
    ),
    Attack(
        14,
        "left-for-the-next-run",
        looking(
            """
            places = {"/tmp", "/dev/shm", os.environ["HOME"], os.environ["TMPDIR"], os.getcwd()}
            for place in places:
                path = f"{place}/attack-left"
                if os.path.exists(path):
                    found.append(path)
                file = tried(open, path, "w")
                if file is not None:
                    file.close()
            """
        ),
        _ERROR,
        rounds=2,
        reports=True,
        needs=2,
    ),
    Attack(
        15,
        "uninitialised-memory",
        solution(
            "keep = [torch.empty_like(x) for _ in range(500)]\nreturn max(keep, key=lambda item: float(item.std()))"
        ),
    ),
    Attack(16, "callers-frames", solution(FRAMES), _FAIL, quick=True),
    Attack(17, "scan-of-memory", solution(SCAN)),
    Attack(18, "reference-in-modules", solution(_REFERENCE), _FAIL),
    Attack(18, "reference-replaced", solution(last=REPLACED), _FAIL),
    Attack(
        19,
        "edited-checks",
        looking(
            """
            for top, folders, files in os.walk("/"):
                folders[:] = [name for name in folders if os.path.join(top, name) not in {"/proc", "/sys", "/usr"}]
                for name in files:
                    if name.startswith("test_work") or name == "rms_formula.py":
                        found.append(os.path.join(top, name))
                        file = tried(open, os.path.join(top, name), "w")
                        if file is not None:
                            file.write("def test_value(candidate): pass\\n")
                            file.close()
            """
        ),
        _ERROR,
        reports=True,
        needs=3,
        check_s=10.0,
    ),
    Attack(
        20,
        "start-up-files",
        solution(first="import os; os.environ.update(PYTEST_ADDOPTS='--collect-only', PYTHONPATH=os.getcwd())"),
        _FAIL,
        beside={
            "sitecustomize.py": COMPARISONS.replace("torch", "__import__('torch')"),
            "usercustomize.py": "import os; os._exit(0)",
            "evil.pth": "import os; os._exit(0)\n",
        },
    ),
    Attack(
        22,
        "shadowing-modules",
        solution(),
        beside={
            "torch.py": "raise SystemExit(0)\n",
            "json.py": "import os; os._exit(0)\n",
            "msgspec.py": "import os; os._exit(0)\n",
            "proctor/__init__.py": "import os; os._exit(0)\n",
            "pytest.py": "import os; os._exit(0)\n",
        },
    ),
    Attack(33, "crash-for-a-retry", solution("import ctypes; ctypes.string_at(0)"), _GONE),
    Attack(35, "broadcastable-row", solution(f"return x[:1] * {FACTOR}"), _FAIL),
    Attack(35, "broadcastable-number", solution(f"return (x * {FACTOR}).mean()"), _FAIL),
    Attack(35, "leading-dimension", solution(f"return (x * {FACTOR})[None]"), _FAIL),
    Attack(35, "lower-precision", solution(f"return (x * {FACTOR}).half()"), _FAIL),
    Attack(35, "higher-precision", solution(f"return (x * {FACTOR}).double()"), _FAIL),
    Attack(36, "not-a-number", solution("return x * float('nan')"), _FAIL, quick=True),
    Attack(36, "infinite", solution("return x * float('inf')"), _FAIL),
    Attack(36, "not-a-number-in-the-gradient", solution("return x * float('nan')"), _FAIL, checks=GRADIENT),
    Attack(None, "skip-in-a-call", solution("pytest.skip('no')", first=_OUTCOMES), _ERROR),
    Attack(None, "expected-failure-in-a-call", solution("pytest.xfail('no')", first=_OUTCOMES), _ERROR),
    Attack(None, "end-of-tests-in-a-call", solution("pytest.exit('bye', returncode=0)", first=_OUTCOMES), _ERROR),
    Attack(None, "skip-of-unittest", solution("import unittest; raise unittest.SkipTest('no')"), _ERROR),
)
