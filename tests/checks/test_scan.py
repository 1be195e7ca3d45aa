"""Reading files for what a person should look at: found however it is written, silent on honest code."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.checks.request import Flagged, Shortcut
from proctor.checks.scan import scan
from proctor.checks.scan.scanning import FILE_BYTES_MAX, FLAGS_MAX
from proctor.session.verdicts import Verdict
from tests.checks.engines import SCALE, SCALES, Engine, request

ROOT = Path(__file__).parents[2]
ATTENTION = Shortcut(
    what="the library's attention",
    names=("torch.nn.functional.scaled_dot_product_attention", "torch.nn.MultiheadAttention"),
    why="the exercise asks for attention from tensor operations",
)


def flags(source: str, **others: str) -> list[Flagged]:
    tree = {"work.py": source.encode(), **{f"{name}.py": text.encode() for name, text in others.items()}}
    return list(scan(tree, [ATTENTION]))


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ny = torch.nn.functional.scaled_dot_product_attention(1, 2, 3)",
        "import torch.nn.functional as F\ny = F.scaled_dot_product_attention(1, 2, 3)",
        "from torch.nn import functional\ny = functional.scaled_dot_product_attention(1, 2, 3)",
        "from torch.nn.functional import scaled_dot_product_attention as plain\n",
        "from torch.nn.functional import *\ny = scaled_dot_product_attention(1, 2, 3)",
        "from torch import nn\nclass A(nn.MultiheadAttention):\n    pass",
        "from torch import nn\nF = nn.functional\nf = F.scaled_dot_product_attention\ny = f(1)",
        "import torch\ny = getattr(torch.nn.functional, 'scaled_dot' + '_product_attention')(1)",
        "import torch\ny = getattr(torch.nn.functional, f'scaled_dot_product_attention')(1)",
        "import torch\ny = vars(torch.nn.functional)['scaled_dot_product_attention'](1)",
        "import torch\ny = torch.nn.functional.__dict__['scaled_dot_product_attention'](1)",
        "import importlib\ny = importlib.import_module('torch.nn.functional').scaled_dot_product_attention(1)",
        "y = __import__('torch').nn.functional.scaled_dot_product_attention(1)",
        "import sys\ny = sys.modules['torch.nn.functional'].scaled_dot_product_attention(1)",
        "import torch\ny = torch.ops.aten.scaled_dot_product_attention.default(1)",
        "import torch\ny = torch._C._nn.scaled_dot_product_attention(1)",
        "from torch.nn.modules.activation import MultiheadAttention\n",
        "def f(library):\n    return library.scaled_dot_product_attention(1)",
        "def f(library):\n    return getattr(library(), 'MultiheadAttention')",
    ],
)
def test_a_shortcut_is_found_however_it_is_reached(source: str) -> None:
    found = [flag for flag in flags(source) if flag.sort == "shortcut"]
    assert found, source
    assert found[-1].what == "uses the library's attention"
    assert found[-1].why == ATTENTION.why
    assert found[-1].text in source
    assert source.splitlines()[found[-1].line - 1].strip() == found[-1].text


def test_a_shortcut_is_found_through_another_file() -> None:
    helper = "import torch.nn.functional as G\nsdpa = G.scaled_dot_product_attention\n"
    found = flags("from helper import sdpa\ny = sdpa(1)", helper=helper)
    assert {flag.file for flag in found} == {"helper.py", "work.py"}
    assert ("work.py", 2) in {(flag.file, flag.line) for flag in found}


@pytest.mark.parametrize(
    "source",
    [
        "import torch\n'''Not scaled_dot_product_attention, which is forbidden.'''\ny = torch.softmax(1)",
        "class MultiheadAttention:\n    pass\nx = MultiheadAttention()",
        "class A:\n    def scaled_dot_product_attention(self):\n        return self.scaled_dot_product_attention()",
        "import torch\ntorch.backends.cudnn.benchmark = True\n",
        "import os\nos.environ['OMP_NUM_THREADS'] = '1'\n",
        "class A:\n    def __init__(self):\n        self.x = 1\n        setattr(self, 'y', getattr(self, self.x))",
        "import re\npattern = re.compile('x')\n",
        "model = None\nmodel.eval()\nmodel.compile()\n",
        "def compile(x):\n    return x\ncompile(1)\n",
        "import math, time, torch\nstart = time.perf_counter()\nx = torch.ones(2)\nx.grad = None\nx[0] = 1\n",
        "text = '" + "some words of a long explanation " * 80 + "'\n",
    ],
)
def test_honest_code_is_not_flagged(source: str) -> None:
    assert flags(source) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import ctypes\n", "calls into C"),
        ("import gc\nfor o in gc.get_objects(): pass", "walks the objects"),
        ("import sys\nf = sys._getframe(1)", "walks the frames"),
        ("from inspect import stack as s\ns()", "walks the frames"),
        ("def f(e):\n    return e.__traceback__.tb_frame.f_back", "f_back"),
        ("import os\nos._exit(0)", "ends or interrupts"),
        ("import subprocess as sp\nsp.run('x')", "starts processes"),
        ("import os\nos.fork()", "starts processes"),
        ("from threading import Thread\nThread()", "starts threads"),
        ("import socket\n", "opens sockets"),
        ("import torch\ntorch.allclose = lambda *a: True", "replaces torch.allclose"),
        ("import time\ntime.perf_counter = lambda: 0", "replaces time.perf_counter"),
        ("import builtins\nbuiltins.float = int", "replaces builtins.float"),
        ("import torch\nsetattr(torch.Tensor, '__eq__', None)", "replaces something in torch.Tensor"),
        ("import torch\nvars(torch)['equal'] = None", "replaces something by its name"),
        ("import sys\nsys.modules['time'] = None", "replaces something by its name"),
        ("import torch\nname = input()\ngetattr(torch, name)", "looks up a name of torch that is not written down"),
        ("exec('x = 1')", "calls exec"),
        ("eval('1')", "calls eval"),
        ("import pickle\npickle.loads(b'')", "unpacks objects"),
        ("import torch\ntorch.load('x')", "unpacks objects"),
        ("from base64 import b64decode\n", "decodes or unpacks"),
        ("import torch\nclass T(torch.Tensor):\n    pass", "tensor class of its own"),
        ("class T:\n    @classmethod\n    def __torch_function__(cls): pass\n", "defines __torch_function__"),
        ("from torch.utils._python_dispatch import TorchDispatchMode\n", "steps in between"),
        ("open('/proc/self/maps')", "names /proc/self/maps"),
        ("blob = '" + "QUJD" * 600 + "'", "characters without words"),
        ("blob = b'" + "\\x00" * 2100 + "'", "characters without words"),
    ],
)
def test_signs_of_tampering_are_found(source: str, words: str) -> None:
    found = [flag for flag in flags(source) if flag.sort == "tamper"]
    assert any(words in flag.what for flag in found), found
    assert all(flag.why and flag.file == "work.py" and flag.line for flag in found)


def test_what_cannot_be_read_is_said() -> None:
    tree = {
        "a.so": b"\x7fELF",
        "long.py": b"x = 1\n" * FILE_BYTES_MAX,
        "broken.py": b"def (",
        "notes.md": b"import ctypes",
    }
    assert {flag.file: flag.what for flag in scan(tree)} == {
        "a.so": "comes as machine or byte code",
        "long.py": "is too long to be read here",
    }


def test_what_came_with_the_exercise_is_not_flagged() -> None:
    given = b"import ctypes\n"
    assert not scan({"checks/test_a.py": given}, known=[given])
    assert scan({"checks/test_a.py": given + b"#"}, known=[given])


def test_names_and_lines_are_fit_for_a_screen_and_their_number_is_bounded() -> None:
    source = "import ctypes # \x1b[31m\n" * (3 * FLAGS_MAX)
    found = scan({"\x1b]0;x\x07a.py": source.encode()})
    assert len(found) == FLAGS_MAX
    assert not any("\x1b" in text for flag in found for text in (flag.file, flag.text, flag.what))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    scan({"a.py": content}, [ATTENTION])


@pytest.mark.parametrize("deep", ["x" + ".a" * 5000, "x" + "()" * 300, "'a'" + "+'a'" * 3000, "-" * 5000 + "1"])
def test_deep_code_is_read_or_left_alone(deep: str) -> None:
    scan({"a.py": f"import torch as x\ny = {deep}\n".encode()}, [ATTENTION])


def test_the_exercises_own_solutions_are_not_flagged() -> None:
    files = [*ROOT.glob("exercises/*/*/private/reference/*.py"), *ROOT.glob("exercises/*/*/starter/*.py")]
    assert files
    for file in files:
        assert scan({file.name: file.read_bytes()}) == (), file


PROBES = """
def test_memory(candidate):
    candidate.probe_memory("Scale", 4, inputs=(torch.ones(4),))

def test_value(candidate):
    expect_exact(candidate.build("Scale", 4)(torch.ones(4)), torch.ones(4), what="Scaled")
"""


def test_flags_come_after_the_verdicts_and_decide_none_but_of_probes(engine: Engine) -> None:
    outcome = engine.run(SCALE + "import ctypes\n", PROBES)
    assert outcome.verdicts == {"test_memory": Verdict.UNSURE, "test_value": Verdict.PASS}
    (flag,) = [reply for reply in outcome.replies if isinstance(reply, Flagged)]
    assert (flag.sort, flag.file, flag.text) == ("tamper", "work.py", "import ctypes")
    assert outcome.replies[-2] is flag
    assert not [reply for reply in engine.run(SCALE, PROBES).replies if isinstance(reply, Flagged)]


def test_a_shortcut_of_the_exercise_is_flagged_and_changes_no_verdict(engine: Engine) -> None:
    wanted = request("import torch.nn.functional as F\nf = F.scaled_dot_product_attention\n" + SCALE, PROBES + SCALES)
    outcome = engine.carry_out(msgspec.structs.replace(wanted, shortcuts=(ATTENTION,)))
    assert set(outcome.verdicts.values()) == {Verdict.PASS}
    assert [reply.line for reply in outcome.replies if isinstance(reply, Flagged)] == [2]
