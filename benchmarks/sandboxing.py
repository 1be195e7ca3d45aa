"""What confinement costs, and what code that means harm costs everybody else: runs at an engine of their own."""

import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from benchmarks.effort import Effort
from benchmarks.faults import BenchmarkFault
from benchmarks.figures import Figure, Statistic, Target, milliseconds
from proctor.checks import client
from proctor.checks.request import CheckFinished, Limits, Ready, Reply, RunRequest
from proctor.session.verdicts import Verdict

_SEALED: Final = 3
_TICK_S: Final = 0.01
_PAUSE_S: Final = 0.4  # the engine prepares the next run 0.1 s after one has ended
_LIMIT_S: Final = 0.5
_FORK: Final = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
_FILL: Final = """import os
for folder in ("/tmp", "/dev/shm"):
    try:
        for number in range(1000):
            open(f"{folder}/{number}", "wb").write(bytes(1 << 20))
    except OSError:
        pass"""
_HARM: Final = {
    "fork bomb": _FORK,
    "40 GB at once": "torch.zeros(10_000_000_000)",
    "10 GB of output": "import os\nfor _ in range(10_000):\n    os.write(1, bytes(1 << 20))",
    "kill(-1)": "import os\nos.kill(-1, 9)",
    "full /tmp": _FILL,
}
_TEN_CALLS: Final = """
def test_calls(candidate):
    module = candidate.build("Scale")
    for _ in range(10):
        x = torch.ones(64, 64)
        expect_exact(module(x), x, what="Result")
"""
_BIG_INPUT: Final = """
import time

def test_calls(candidate):
    module = candidate.build("Scale")
    x = torch.ones(1 << 21)
    module(x)
    began = time.perf_counter_ns()
    module(x)
    raise AssertionError(str(time.perf_counter_ns() - began))
"""


@dataclass(frozen=True)
class Bench:
    """A warm engine at the best level that this machine has."""

    address: Path

    def run(self, source: str, checks: str = _TEN_CALLS) -> tuple[list[Reply], int]:
        """The replies of one run and the nanoseconds that it took its client."""

        async def collect() -> list[Reply]:
            async with aclosing(client.run(self.address, _request(source, checks))) as replies:
                return [reply async for reply in replies]

        began_ns = time.monotonic_ns()
        found = asyncio.run(collect())
        return found, time.monotonic_ns() - began_ns

    def passing(self, source: str) -> int:
        """The same for a right solution, which must pass."""
        replies, took_ns = self.run(source)
        if verdict_of(replies).verdict != Verdict.PASS:
            raise BenchmarkFault(f"a right solution did not pass: {verdict_of(replies).message}")
        return took_ns


def measure(effort: Effort) -> list[Figure]:
    """A run with ten calls against the same in this process; a tensor of 8 MB; a loop; five kinds of harm."""
    with _bench() as bench:
        right = _solution("return x.clone()")
        bench.passing(right)
        spans, own = zip(*(_pair(bench, right) for _ in range(effort.saves)), strict=True)
        tensors = [_said_ns(bench, _solution("return x[:1]")) for _ in range(effort.saves)]
        loops = [_over_limit_ns(bench) for _ in range(effort.starts)]
        harm = [_harm(bench, words, right) for words in _HARM.values() for _ in range(max(1, effort.starts // 3))]
    late, after = zip(*harm, strict=True)
    cost = [run - calls for run, calls in zip(spans, own, strict=True)]
    median, worst = Statistic.MEDIAN, Statistic.P99
    return [
        Figure("a run with ten calls, confined", "ms", milliseconds(spans)),
        Figure("the same, over loading and calling in one process", "ms", milliseconds(cost), Target(median, 40)),
        Figure("a call with a tensor of 8 MB", "ms", milliseconds(tensors), Target(median, 15)),
        Figure("an endless loop, ended after its limit", "ms", milliseconds(loops), Target(worst, 100)),
        Figure("a timer of 10 ms beside five kinds of harm, late", "ms", milliseconds(late), Target(worst, 60)),
        Figure("the next run after each", "ms", milliseconds(after), Target(worst, 500)),
    ]


def verdict_of(replies: list[Reply]) -> CheckFinished:
    """The one check's verdict. Raises BenchmarkFault if the run gave none."""
    for reply in replies:
        if isinstance(reply, CheckFinished):
            return reply
    raise BenchmarkFault("a run gave no verdict")


@contextmanager
def _bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="pb-", dir="/tmp") as folder:  # socket paths must be short
        process = client.spawn(Path(folder) / "engine")
        try:
            ready = asyncio.run(client.wait_ready(Path(folder) / "engine"))
            if not isinstance(ready, Ready) or ready.isolation < _SEALED:
                raise BenchmarkFault(
                    f"code that means harm is only run at isolation level {_SEALED}; see proctor doctor"
                )
            yield Bench(Path(folder) / "engine")
        finally:
            process.terminate()
            process.wait()


def _pair(bench: Bench, source: str) -> tuple[int, int]:
    """One run that finds the engine prepared, and the same work in this process."""
    time.sleep(_PAUSE_S)
    took_ns = bench.passing(source)
    began_ns = time.monotonic_ns()
    space: dict[str, type[torch.nn.Module]] = {}
    exec(source, space)  # noqa: S102 - our own text
    module = space["Scale"]()
    for _ in range(10):
        x = torch.ones(64, 64)
        torch.equal(module(x), x)
    return took_ns, time.monotonic_ns() - began_ns


def _said_ns(bench: Bench, source: str) -> int:
    """What the check measured, as its message says."""
    return int(verdict_of(bench.run(source, _BIG_INPUT)[0]).message)


def _over_limit_ns(bench: Bench) -> int:
    finished = verdict_of(bench.run(_solution("while True: pass"))[0])
    return int((finished.ms - _LIMIT_S * 1000) * 1e6)


def _harm(bench: Bench, words: str, right: str) -> tuple[int, int]:
    """How late a timer was at worst beside a run that does harm, and how long the next run took."""
    late: list[int] = []
    stop = threading.Event()
    thread = threading.Thread(target=_tick, args=(stop, late))
    thread.start()
    try:
        bench.run(_solution(f"{words}\nreturn x"))
        after_ns = bench.passing(right)
    finally:
        stop.set()
        thread.join()
    return max(late), after_ns


def _tick(stop: threading.Event, late: list[int]) -> None:
    due = time.monotonic() + _TICK_S
    while not stop.wait(max(due - time.monotonic(), 0.0)):
        now = time.monotonic()
        late.append(int((now - due) * 1e9))
        due = now + _TICK_S


def _solution(body: str) -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"import torch\nfrom torch import nn\nclass Scale(nn.Module):\n    def forward(self, x):\n{lines}"


def _request(source: str, checks: str) -> RunRequest:
    header = "import torch\nfrom proctor.checks.author import *\n"
    return RunRequest(
        run="benchmark",
        entry="work.py",
        level="mid",
        visibility="visible",
        tree={"work.py": source.encode()},
        checks={"checks/test_work.py": (header + checks).encode()},
        select=["test_calls"],
        seed=1,
        limits=Limits(check_s=_LIMIT_S, memory_bytes=1 << 30),
    )
