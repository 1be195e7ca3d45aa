"""An engine that never forks, as on macOS: slower to begin, the same in everything else."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.checks import client
from proctor.checks.engine.scratch import Scratch
from proctor.session.verdicts import Verdict
from tests.checks.engines import SCALE, SCALES, Engine, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unforked() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="pe-") as folder:
        address = Path(folder) / "engine"
        process = client.spawn(address, fork=False)
        try:
            asyncio.run(client.wait_ready(address))
            yield Engine(address, process)
        finally:
            process.terminate()
            process.wait(20)


def test_it_judges(unforked: Engine) -> None:
    for _ in range(2):
        outcome = unforked.run(SCALE, SCALES)
        assert outcome.verdicts == {"test_scales": Verdict.PASS}, outcome.replies


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("import os; os._exit(0)", Verdict.GONE),
        ("while True: pass", Verdict.TIMEOUT),
        ("raise ValueError('no')", Verdict.ERROR),
    ],
)
def test_it_survives_the_code_it_runs(unforked: Engine, body: str, verdict: Verdict) -> None:
    outcome = unforked.run(SCALE.replace("return x * self.gain", body), SCALES, check_s=1.0)
    assert outcome.verdicts == {"test_scales": verdict}
    assert body in outcome.checks["test_scales"].message
    assert unforked.is_well()
    assert until(lambda: not list(Scratch.path_of(unforked.address).iterdir()))
