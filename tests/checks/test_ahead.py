"""Children that are started ahead of their run: taken by one run, fitting it, and never missed when they are lost."""

import asyncio
import os
import signal
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import msgspec
import pytest

from proctor.checks import client
from proctor.checks.engine.ahead import Ahead
from proctor.checks.engine.scratch import Scratch
from proctor.checks.engine.warm import WarmProcess
from proctor.checks.request import CheckFinished
from proctor.session.verdicts import Verdict
from tests.checks.engines import SCALE, SCALES, Engine, request, until

LOOPING = SCALE.replace("return x * self.gain", "while True: pass")


@dataclass
class FakeKeeper:
    """Knows which numbers live; starts nothing."""

    forks: bool = True
    well: bool = True
    living: set[int] = field(default_factory=set)
    last: int = 0

    def is_ready(self) -> bool:
        return self.well

    def lives(self, child: int) -> bool:
        return child in self.living

    def kill(self, child: int) -> None:
        self.living.discard(child)


@dataclass
class FakeChild:
    number: int
    purpose: str
    closed: bool = False

    def close(self) -> None:
        self.closed = True


class Nursing:
    """An `Ahead` over fakes, with every child it ever started."""

    def __init__(self, **keeper: bool) -> None:
        self.keeper = FakeKeeper(**keeper)
        self.started: list[FakeChild] = []
        self.may_start = asyncio.Event()
        self.may_start.set()
        self.ahead: Ahead[str, FakeChild] = Ahead(self.keeper, self._start)  # type: ignore[arg-type]

    async def _start(self, _keeper: WarmProcess, purpose: str) -> FakeChild:
        await self.may_start.wait()
        if purpose == "impossible":
            raise ConnectionResetError
        child = FakeChild(len(self.started) + 1, purpose)
        self.started.append(child)
        self.keeper.living.add(child.number)
        return child

    async def prepare(self, purpose: str) -> None:
        self.ahead.prepare(purpose)
        await asyncio.sleep(0)  # one turn of the loop: the start has nothing to wait for


async def test_the_prepared_child_is_taken_once() -> None:
    nursing = Nursing()
    await nursing.prepare("visible")
    first, second = await nursing.ahead.take("visible"), await nursing.ahead.take("visible")
    assert [first.number, second.number] == [1, 2]


async def test_two_who_ask_while_it_starts_do_not_share_it() -> None:
    nursing = Nursing()
    nursing.may_start.clear()
    nursing.ahead.prepare("visible")
    both = asyncio.gather(nursing.ahead.take("visible"), nursing.ahead.take("visible"))
    nursing.may_start.set()
    first, second = await both
    assert first.number != second.number


async def test_a_child_for_another_purpose_is_left_where_it_is() -> None:
    nursing = Nursing()
    await nursing.prepare("visible")
    assert (await nursing.ahead.take("other")).purpose == "other"
    assert (await nursing.ahead.take("visible")).number == 1


async def test_a_new_purpose_ends_the_child_of_the_old_one() -> None:
    nursing = Nursing()
    await nursing.prepare("old")
    await nursing.prepare("new")
    old, new = nursing.started
    assert (old.closed, new.closed) == (True, False)
    assert nursing.keeper.living == {new.number}


async def test_preparing_again_keeps_a_living_child_and_replaces_a_dead_one() -> None:
    nursing = Nursing()
    await nursing.prepare("visible")
    await nursing.prepare("visible")
    assert len(nursing.started) == 1
    nursing.keeper.kill(1)
    await nursing.prepare("visible")
    assert [child.closed for child in nursing.started] == [True, False]


async def test_a_child_that_died_or_could_not_start_is_not_handed_out() -> None:
    nursing = Nursing()
    await nursing.prepare("visible")
    nursing.keeper.kill(1)
    assert (await nursing.ahead.take("visible")).number == 2
    assert nursing.started[0].closed
    await nursing.prepare("impossible")
    with pytest.raises(ConnectionResetError):
        await nursing.ahead.take("impossible")


@pytest.mark.parametrize("started", [True, False])
async def test_discarding_leaves_nothing(started: bool) -> None:
    nursing = Nursing()
    if not started:
        nursing.may_start.clear()
    await nursing.prepare("visible")
    nursing.ahead.discard()
    nursing.may_start.set()
    await asyncio.sleep(0)
    assert not nursing.keeper.living
    assert all(child.closed for child in nursing.started)
    assert len(nursing.started) == started


@pytest.mark.parametrize("keeper", [{"forks": False}, {"well": False}])
async def test_nothing_is_prepared_where_it_cannot_be(keeper: dict[str, bool]) -> None:
    nursing = Nursing(**keeper)
    await nursing.prepare("visible")
    assert not nursing.started


def test_the_next_run_takes_what_was_prepared_and_the_one_after_it_something_new(engine: Engine) -> None:
    engine.is_well()
    assert until(engine.is_at_rest)
    ahead, folders = engine.descendants() - engine.zygotes(), engine.folders()
    engine.is_well()
    assert until(engine.is_at_rest)
    assert not engine.folders() & folders
    assert not engine.descendants() & ahead


def test_killing_what_was_prepared_costs_nobody_a_verdict(engine: Engine) -> None:
    engine.is_well()
    assert until(engine.is_at_rest)
    for pid in engine.descendants() - engine.zygotes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    outcome = engine.run(SCALE, SCALES)
    if outcome.end.fault:  # the judge was taken before its end was known; a host then asks once more
        outcome = engine.run(SCALE, SCALES)
    assert outcome.verdicts == {"test_scales": Verdict.PASS}


def test_changed_check_files_count_at_once(engine: Engine) -> None:
    engine.is_well()
    assert until(engine.is_at_rest)
    other = engine.run(SCALE, SCALES.replace("x, atol", "x + 1, atol"))
    assert other.verdicts == {"test_scales": Verdict.FAIL}


def test_hidden_check_files_are_on_disk_during_their_run_only(engine: Engine) -> None:
    wanted = msgspec.structs.replace(request(SCALE, SCALES + "# hidden\n"), visibility="hidden")
    assert engine.carry_out(wanted).verdicts == {"test_scales": Verdict.PASS}
    assert engine.is_well()
    assert until(engine.is_at_rest)
    files = [path for path in Scratch.path_of(engine.address).rglob("*.py") if b"# hidden" in path.read_bytes()]
    assert not files


@pytest.mark.slow
def test_two_hundred_runs_and_cancelled_runs_leave_nothing_behind(engine: Engine) -> None:
    async def leave_after(verdicts: int) -> None:
        async with aclosing(client.run(engine.address, request(LOOPING, SCALES, check_s=20.0))) as replies:
            seen = 0
            async for reply in replies:
                seen += isinstance(reply, CheckFinished)
                if seen >= verdicts:
                    return

    engine.is_well()
    assert until(engine.is_at_rest)
    before = engine.descriptors()
    for number in range(200):
        if number % 2:
            asyncio.run(leave_after(0))
        else:
            assert engine.is_well(), number
    assert until(engine.is_at_rest)
    assert engine.descriptors() <= before
