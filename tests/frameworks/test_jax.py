"""The pooling layer in JAX, graded by the very checks of the PyTorch one; skipped where JAX is not installed."""

import asyncio
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from proctor.authoring.claims import references, wrong_solutions
from proctor.authoring.judgement import judged
from proctor.authoring.proving import tried
from proctor.authoring.trials import Outcome, Trial, checks_at, needed_by
from proctor.catalog.adapters import read_card
from proctor.catalog.library import find
from proctor.checks import client
from proctor.checks.place import Place
from proctor.checks.request import Limits, RunRequest
from proctor.host.bench import passing_engine
from proctor.host.environments import place_of
from proctor.session.frameworks import excuses
from proctor.session.verdicts import Verdict
from tests.checks.engines import Engine

ROOT = Path(__file__).parents[2]
PACKAGE = find(str(ROOT / "exercises" / "layer" / "masked-gem-pool")).in_framework("jax")
RIGHT, WRONG = references(PACKAGE), wrong_solutions(PACKAGE)
ADAPTER = ROOT / "proctor" / "checks" / "frameworks" / "jax.py"
SMALL = """
class Plain:
    def init(self):
        return {}

    def __call__(self, variables, x):
        return x * 2

class Looping(Plain):
    def __call__(self, variables, x):
        for _ in range(5):
            x = x * 2
        return x

class Keeping(Plain):
    def __call__(self, variables, x):
        self.kept = x * 2
        return self.kept + 1

class Branching(Plain):
    def __call__(self, variables, x):
        return x * 2 if x.sum() > 0 else x
"""
COUNTING = """
import torch

X = torch.ones(1000)

def test_memory(candidate):
    lean = candidate.probe_memory("Plain", inputs=(X,))
    assert (lean.peak_bytes, lean.largest_bytes, lean.retained_bytes) == (4000, 4000, 0)
    greedy = candidate.probe_memory("Keeping", inputs=(X,))
    assert (greedy.peak_bytes, greedy.largest_bytes, greedy.retained_bytes) == (8000, 4000, 4000)

def test_compile(candidate):
    taken = candidate.probe_compile("Plain", inputs=(X,), grad=True)
    assert (taken.compiled, taken.same) == (True, True)
    refused = candidate.probe_compile("Branching", inputs=(X,))
    assert not refused.compiled and refused.note

def test_operations(candidate):
    once, often = (candidate.probe_operations(name, inputs=(X,)) for name in ("Plain", "Looping"))
    assert (once.counts["mul"], often.counts["mul"]) == (1, 5)
    assert candidate.probe_operations("Plain", inputs=(X,), grad=True).total > once.total
"""
COUNTED = ["test_memory", "test_compile", "test_operations"]
without_jax = pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed: ./install.sh --with jax")


def test_there_are_right_and_wrong_ones() -> None:
    assert len(RIGHT) >= 2
    assert len(WRONG) >= 8
    assert {claim.check for claim in WRONG} <= {check.id for check in PACKAGE.all_checks}


@without_jax
@pytest.mark.slow
def test_what_is_counted_is_counted() -> None:
    """Buffers, compiling and operations of small modules whose figures are known."""
    with tempfile.TemporaryDirectory(prefix="p") as folder:
        address = Path(folder) / "s"
        process = client.spawn(address, place=Place("jax", ADAPTER))
        try:
            asyncio.run(client.wait_ready(address))
            outcome = Engine(address, process).carry_out(_request())
        finally:
            process.terminate()
            process.wait()
    assert {name: (one.verdict, one.message) for name, one in outcome.checks.items()} == dict.fromkeys(
        COUNTED, (Verdict.PASS, "")
    )


def _request() -> RunRequest:
    return RunRequest(
        run="counted",
        entry="small.py",
        level="mid",
        visibility="visible",
        tree={"small.py": SMALL.encode()},
        checks={"checks/test_small.py": COUNTING.encode()},
        select=COUNTED,
        seed=1,
        limits=Limits(check_s=60.0, run_s=100.0),
        framework=read_card(ADAPTER, "jax"),
    )


@without_jax
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_same_checks_tell_right_work_in_jax_from_wrong() -> None:
    problems = [
        problem
        for outcome in asyncio.run(_all())
        for problem in judged(outcome, checks_at(PACKAGE, outcome.trial.level), excuses(PACKAGE.card))
    ]
    assert problems == []


async def _all() -> list[Outcome]:
    """Right ones meet every check; a wrong one meets the check it is named after, for XLA takes its time."""
    trials = [
        *(Trial(claim, "mid", 11) for claim in RIGHT),
        *(Trial(claim, "mid", 11, needed_by(PACKAGE, "mid", [claim.check])) for claim in WRONG),
    ]
    async with passing_engine(PACKAGE.root, framework=place_of(PACKAGE)) as engine:
        return [await tried(engine.once, PACKAGE, trial) for trial in trials]
