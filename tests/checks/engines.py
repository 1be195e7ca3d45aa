"""Runs against a real engine, and what they gave."""

import asyncio
import subprocess
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path

from proctor.checks import client
from proctor.checks.engine.scratch import Scratch
from proctor.checks.request import CheckFinished, Limits, Ready, Reply, RunFinished, RunRequest
from proctor.session.verdicts import Verdict

PRELUDE = """import torch
from torch import nn
"""
CHECKS_PRELUDE = """import pytest
import torch
from proctor.checks.author import *
"""
SCALE = (
    PRELUDE
    + """
class Scale(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(size))

    def forward(self, x):
        return x * self.gain
"""
)
SCALES = """
def test_scales(candidate):
    x = torch.randn(3, 4)
    expect_close(candidate.build("Scale", 4)(x), x, atol=0, rtol=0, what="Scaled")
"""


@dataclass(frozen=True)
class Outcome:
    """The replies of one run."""

    replies: list[Reply]

    @property
    def checks(self) -> dict[str, CheckFinished]:
        return {reply.check: reply for reply in self.replies if isinstance(reply, CheckFinished)}

    @property
    def verdicts(self) -> dict[str, Verdict]:
        return {name: reply.verdict for name, reply in self.checks.items()}

    @property
    def end(self) -> RunFinished:
        last = self.replies[-1]
        assert isinstance(last, RunFinished)
        return last

    @property
    def ready(self) -> Ready:
        first = self.replies[0]
        assert isinstance(first, Ready)
        return first


@dataclass(frozen=True)
class Engine:
    """An engine in a process of its own."""

    address: Path
    process: subprocess.Popen[bytes]

    def run(self, candidate: str, checks: str, select: list[str] | None = None, **limits: float) -> Outcome:
        """One run of check functions against the source of one file; `select` defaults to all in order."""
        return self.carry_out(request(candidate, checks, select, **limits))

    def carry_out(self, wanted: RunRequest) -> Outcome:
        async def collect() -> Outcome:
            async with aclosing(client.run(self.address, wanted)) as replies:
                return Outcome([reply async for reply in replies])

        return asyncio.run(collect())

    def descendants(self) -> set[int]:
        """Process ids of everything below the engine."""
        return descendants(self.process.pid)

    def zygotes(self) -> set[int]:
        """The processes that stay: two zygotes, and what the worker's sandbox consists of where it has one."""
        return standing(self.process.pid)

    def folders(self) -> set[str]:
        """Names of the folders on the host that its judges have, and its workers where they have no sandbox."""
        return {path.name for path in Scratch.path_of(self.address).iterdir()}

    def descriptors(self) -> int:
        """How many are open in its processes that stay."""
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in {self.process.pid} | self.zygotes())

    def is_at_rest(self) -> bool:
        """Whether nothing is there but two zygotes and, one ahead of the next run, a judge and a worker.

        A run that is just ending looks the same for a moment, so the same processes have to be there a little later.
        """
        before = self.descendants()
        sealed = any(map(is_sandbox, children(self.process.pid)))
        if len(self.folders()) != (1 if sealed else 2) or len(before - self.zygotes()) != 2:
            return False
        time.sleep(0.25)
        return self.descendants() == before

    def is_well(self) -> bool:
        """Whether the next run is as good as the first."""
        return self.run(SCALE, SCALES).verdicts == {"test_scales": Verdict.PASS}


def request(candidate: str, checks: str, select: list[str] | None = None, **limits: float) -> RunRequest:
    source = CHECKS_PRELUDE + checks
    names = [line.split("(")[0][4:] for line in checks.splitlines() if line.startswith("def test_")]
    return RunRequest(
        run="run",
        entry="work.py",
        level="mid",
        visibility="visible",
        tree={"work.py": candidate.encode()},
        checks={"checks/test_work.py": source.encode()},
        select=names if select is None else select,
        seed=7,
        limits=Limits(**limits),  # type: ignore[arg-type]
    )


def children(pid: int) -> set[int]:
    found: set[int] = set()
    with suppress(OSError):  # it may end while it is looked at
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            with suppress(OSError):
                found.update(map(int, (task / "children").read_text().split()))
    return found


def standing(supervisor: int) -> set[int]:
    """The zygotes below a supervisor; of a sandbox, bubblewrap, its first process and the second, the zygote."""
    found: set[int] = set()
    for child in children(supervisor):
        first = children(child) if is_sandbox(child) else set()
        second = set().union(*map(children, first)) if first else set()
        found |= {child, *first, *second}
    return found


def worker_zygote(supervisor: int) -> int:
    """The one that forks workers, whether it is in a sandbox or not."""
    stays = [pid for pid in standing(supervisor) if not children(pid) & standing(supervisor)]
    return next(pid for pid in stays if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))


def is_sandbox(pid: int) -> bool:
    """Whether a process is bubblewrap."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip() == "bwrap"
    return False


def descendants(pid: int) -> set[int]:
    found = children(pid)
    return found.union(*map(descendants, found))


def until(condition: Callable[[], bool], limit_s: float = 10.0) -> bool:
    """Wait for a condition; False when it did not come true in time."""
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
