"""Honest code that needs more than arithmetic is not failed by its confinement."""

import sys

import pytest

from proctor.session.verdicts import Verdict
from tests.attacks.arena import Arena
from tests.attacks.attack import FACTOR, Attack, solution

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="confinement is Linux's")]

HONEST = {
    "temporary-files": (
        (
            "with tempfile.TemporaryFile() as file, tempfile.NamedTemporaryFile() as named:\n"
            "    torch.save(x, file)\n"
            "    file.seek(0)\n"
            "    named.write(b'x')\n"
            f"    return torch.load(file) * {FACTOR}"
        ),
        "import tempfile",
    ),
    "files-of-its-own": (
        (
            "open('notes.txt', 'w').write('n')\nos.makedirs('a/b', exist_ok=True)\n"
            f"assert open('notes.txt').read() == 'n'\nreturn x * {FACTOR}"
        ),
        "import os",
    ),
    "numpy": (f"return torch.from_numpy(np.multiply(x.detach().numpy(), np.float32({FACTOR})))", "import numpy as np"),
    "vmap-and-grad": (
        f"return vmap(grad(lambda row: (row * row).sum() / 2 * {FACTOR}))(x)",
        "from torch.func import grad, vmap",
    ),
    "autocast": (
        (
            "with torch.autocast('cpu', dtype=torch.bfloat16):\n    torch.ones(2, 2) @ torch.ones(2, 2)\n"
            f"return x * {FACTOR}"
        ),
        "",
    ),
    "compile": (
        f"return torch.compile(lambda y: y * {FACTOR}, backend='eager', fullgraph=True)(x)",
        "",
    ),
    "threads": (
        f"with ThreadPoolExecutor(4) as pool:\n    return torch.stack(list(pool.map(lambda row: row * {FACTOR}, x)))",
        "from concurrent.futures import ThreadPoolExecutor",
    ),
    "several-threads-of-torch": (f"torch.set_num_threads(2)\nreturn x * {FACTOR}", ""),
    "optimizer": (
        (
            "weight = nn.Parameter(torch.ones(2))\noptimizer = torch.optim.AdamW([weight])\n"
            "with torch.enable_grad():\n    weight.sum().backward()\noptimizer.step()\n"
            f"return x * {FACTOR}"
        ),
        "",
    ),
    "checkpointing": (
        f"return checkpoint(lambda y: y * {FACTOR}, x, use_reentrant=False)",
        "from torch.utils.checkpoint import checkpoint",
    ),
    "printing-a-lot": (f"print('y' * 100_000)\nprint(x)\nreturn x * {FACTOR}", ""),
    "timing-itself": (f"began = time.perf_counter()\ntime.sleep(0.01)\nreturn x * {FACTOR}", "import time"),
    "own-signal-handlers": (
        f"signal.signal(signal.SIGTERM, lambda *a: None)\nreturn x * {FACTOR}",
        "import signal",
    ),
}
NEEDS_PROCESSES = {
    "data-loader-with-workers": (
        (
            f"rows = DataLoader(TensorDataset(x), batch_size=1, num_workers=2)\n"
            f"return torch.cat([row for (row,) in rows]) * {FACTOR}"
        ),
        "from torch.utils.data import DataLoader, TensorDataset",
    ),
    "other-programs": (
        f"assert subprocess.run(['sh', '-c', 'echo a'], capture_output=True).stdout == b'a\\n'\nreturn x * {FACTOR}",
        "import subprocess",
    ),
}


def honest(name: str, forward: str, first: str, needs: int = 1) -> Attack:
    source = solution(forward, first=first)
    return Attack(None, name, source, frozenset({Verdict.PASS}), needs=needs, check_s=20.0, memory_bytes=4 << 30)


@pytest.mark.parametrize("name", HONEST)
def test_it_passes(arena: Arena, name: str) -> None:
    seen = arena.fight(honest(name, *HONEST[name]))
    assert (seen.verdict, seen.message) == (Verdict.PASS, "")


@pytest.mark.parametrize("name", HONEST)
def test_it_passes_without_a_sandbox(fenced: Arena, name: str) -> None:
    seen = fenced.fight(honest(name, *HONEST[name], needs=2))
    assert (seen.verdict, seen.message) == (Verdict.PASS, "")


@pytest.mark.parametrize("name", NEEDS_PROCESSES)
def test_processes_of_its_own_work_in_a_sandbox(arena: Arena, name: str) -> None:
    """Behind the kernel's rules alone (level 2) nobody starts a process."""
    seen = arena.fight(honest(name, *NEEDS_PROCESSES[name], needs=3))
    assert (seen.verdict, seen.message) == (Verdict.PASS, "")
