"""The host's engine: a fault of ours is tried once more, and a verdict never comes twice."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from proctor.checks.request import CheckFinished, Ready, Reply, RunFinished, RunRequest
from proctor.host import engine as host_engine
from proctor.host.engine import Engine
from proctor.session.verdicts import Verdict

READY = Ready(isolation=1, isolation_note="separated")
PASS = CheckFinished(check="test_a", verdict=Verdict.PASS)
FAULT = CheckFinished(check="test_a", verdict=Verdict.FAULT)
BROKEN = RunFinished(ms=1, fault="the judge went away")
OVER = RunFinished(ms=1)
REQUEST = RunRequest(
    run="r", entry="a.py", level="mid", visibility="visible", tree={}, checks={}, select=["test_a"], seed=1
)


async def replies_of(monkeypatch: pytest.MonkeyPatch, *runs: list[Reply]) -> list[Reply]:
    """What a host hears when the engine's runs go like this, one after the other."""
    waiting = list(runs)

    async def run(_address: Path, _request: RunRequest) -> AsyncGenerator[Reply, None]:
        for reply in waiting.pop(0):
            yield reply

    async def listens() -> None:
        return None

    monkeypatch.setattr(host_engine.client, "run", run)
    engine = Engine(Path("/nowhere"), shared=True)
    monkeypatch.setattr(engine, "warm", listens)
    async with aclosing(engine.run(REQUEST)) as replies:
        return [reply async for reply in replies]


async def test_a_good_run_is_heard_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await replies_of(monkeypatch, [READY, PASS, OVER]) == [READY, PASS, OVER]


async def test_a_fault_before_any_verdict_is_tried_once_more_and_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await replies_of(monkeypatch, [READY, FAULT, BROKEN], [READY, PASS, OVER]) == [READY, PASS, OVER]


async def test_a_second_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[Reply] = [READY, FAULT, BROKEN]
    assert await replies_of(monkeypatch, broken, broken) == broken


async def test_a_fault_after_a_verdict_is_told_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await replies_of(monkeypatch, [READY, PASS, BROKEN]) == [READY, PASS, BROKEN]
