"""The isolation that is shown is the isolation that was proved, at every level."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.checks import client
from proctor.checks.battery.proof import DEMANDS, NAMES, SEALED, proved
from proctor.checks.engine.isolation import LEVELS, best_confinement
from proctor.checks.request import CheckFinished
from proctor.session.verdicts import Verdict
from tests.checks.engines import PRELUDE, SCALE, SCALES, Engine

HIGHEST = LEVELS[best_confinement(3)]


@contextmanager
def an_engine(at_most: int, guarded: tuple[Path, ...] = ()) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="pe-") as folder:
        address = Path(folder) / "engine"
        process = client.spawn(address, isolation_at_most=at_most, guarded=guarded)
        try:
            asyncio.run(client.wait_ready(address))
            yield Engine(address, process)
        finally:
            process.terminate()
            process.wait(20)


def findings(passed: set[str]) -> dict[str, CheckFinished]:
    return {
        name: CheckFinished(check=name, verdict=Verdict.PASS if name in passed else Verdict.FAIL) for name in SEALED
    }


@given(st.sets(st.sampled_from(SEALED)), st.integers(1, 3))
def test_a_level_is_given_only_when_each_of_its_demands_was_met(passed: set[str], at_most: int) -> None:
    proof = proved(findings(passed), at_most)
    assert proof.level <= at_most
    assert proof.level == 0 or set(DEMANDS[proof.level]) <= passed
    assert all(not set(DEMANDS[level]) <= passed for level in range(proof.level + 1, at_most + 1))
    assert set(proof.against) == set(SEALED) - passed


def test_a_proof_that_did_not_run_proves_nothing() -> None:
    assert proved({}, 3).level == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines")
@pytest.mark.parametrize("at_most", [pytest.param(level, marks=pytest.mark.slow) for level in (1, 2)] + [3])
def test_an_engine_shows_what_it_proved_and_judges_at_every_level(at_most: int, tmp_path: Path) -> None:
    with an_engine(at_most, (tmp_path,)) as engine:
        outcome = engine.run(SCALE, SCALES)
        assert outcome.verdicts == {"test_scales": Verdict.PASS}
        assert outcome.ready.isolation == min(at_most, HIGHEST)
        assert NAMES[outcome.ready.isolation] in outcome.ready.isolation_note


@pytest.mark.slow
@pytest.mark.skipif(HIGHEST < 3, reason=f"this machine confines up to level {HIGHEST}")
def test_a_guarded_path_within_reach_lowers_the_level() -> None:
    """Whatever lies below a folder that every sandbox shows can be read; then it is no secret."""
    with tempfile.TemporaryDirectory(dir=sys.prefix, prefix="guarded-") as folder:
        Path(folder).chmod(0o755)
        with an_engine(3, (Path(folder),)) as engine:
            outcome = engine.run(SCALE, SCALES)
            assert outcome.ready.isolation == 1
            assert folder in engine.address.with_suffix(".log").read_text()


@pytest.mark.skipif(HIGHEST < 3, reason=f"this machine confines up to level {HIGHEST}")
def test_what_code_usually_needs_works_in_the_sandbox(engine: Engine) -> None:
    source = PRELUDE + (
        "import tempfile, subprocess, sys, threading, multiprocessing, os\n"
        "import numpy\n"
        "from torch.utils.data import DataLoader, TensorDataset\n"
        "class Double(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return 2 * x\n"
        "def everyday():\n"
        "    with tempfile.NamedTemporaryFile() as file:\n"
        "        torch.save(torch.ones(3), file.name)\n"
        "        assert torch.load(file.name).sum() == 3\n"
        "    data = TensorDataset(torch.arange(8.0))\n"
        "    assert sum(b[0].sum().item() for b in DataLoader(data, batch_size=2, num_workers=2)) == 28\n"
        "    assert numpy.linalg.norm(numpy.ones(4)) == 2\n"
        "    assert torch.func.vmap(torch.sin)(torch.zeros(3)).sum() == 0\n"
        "    with torch.autocast('cpu', dtype=torch.bfloat16):\n"
        "        assert torch.nn.Linear(2, 2)(torch.ones(1, 2)).dtype == torch.bfloat16\n"
        "    assert torch.compile(Double(), backend='eager', fullgraph=True)(torch.ones(2)).sum() == 4\n"
        "    assert subprocess.run([sys.executable, '-c', 'print(7)'], capture_output=True).stdout == b'7\\n'\n"
        "    found = []\n"
        "    thread = threading.Thread(target=lambda: found.append(1)); thread.start(); thread.join()\n"
        "    with multiprocessing.get_context('fork').Pool(2) as pool:\n"
        "        assert pool.map(abs, [-1, -2]) == [1, 2]\n"
        "    assert os.cpu_count()\n"
        "    return found[0]\n"
    )
    checks = '\ndef test_everyday(candidate):\n    assert candidate.call("everyday") == 1\n'
    outcome = engine.run(source, checks, check_s=30.0, run_s=40.0)
    assert outcome.verdicts == {"test_everyday": Verdict.PASS}, outcome.checks["test_everyday"].message


@pytest.mark.skipif(HIGHEST < 3, reason=f"this machine confines up to level {HIGHEST}")
def test_a_family_that_takes_more_memory_than_its_limit_is_ended_and_told_so(engine: Engine) -> None:
    source = PRELUDE + (
        "import os, time\n"
        "def greedy():\n"
        "    for _ in range(8):\n"
        "        if os.fork() == 0:\n"
        "            kept = bytearray(200 << 20)\n"
        "            while True: time.sleep(1)\n"
        "    time.sleep(20)\n"
    )
    checks = '\ndef test_greedy(candidate):\n    candidate.call("greedy")\n'
    outcome = engine.run(source, checks, check_s=3.0, memory_bytes=600 << 20)
    assert outcome.verdicts["test_greedy"] in {Verdict.GONE, Verdict.TIMEOUT}
    assert "more than the 0.59 GiB of memory" in outcome.checks["test_greedy"].message
    assert engine.is_well()
