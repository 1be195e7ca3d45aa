"""One run at a time, the newest save first, hidden checks in the time that nobody waits in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import pytest

from proctor.checks.request import Limits
from proctor.errors import RecordError
from proctor.host import runs as module
from proctor.host.runs import Runs
from proctor.host.subject import Subject


class Log(list[str]):
    """What happened, and word of it when more does."""

    def __init__(self) -> None:
        super().__init__()
        self.more = asyncio.Event()

    def append(self, word: str) -> None:
        super().append(word)
        self.more.set()


class Checks:
    """Runs that last until they are let go; what began, ended and was cut is noted as it happens."""

    def __init__(self, name: str, log: Log) -> None:
        self.name = name
        self.log = log
        self.hold = False
        self.go_on = asyncio.Event()
        self.suite = SimpleNamespace(limits=Limits(run_s=1.0))

    def awaits(self, commit: str) -> bool:
        return bool(commit)

    async def run(self, subject: Subject, *, owed: bool | None = None) -> None:
        word = f"{self.name} {subject.commit}{' owed' if owed else ''}"
        self.log.append(word)
        try:
            if self.hold:
                await self.go_on.wait()
        except asyncio.CancelledError:
            self.log.append(f"{word} cut")
            raise
        self.log.append(f"{word} done")


class Queue:
    """A queue at work, with both kinds of runs under control."""

    def __init__(self, recall: Callable[[str], Awaitable[Subject]] | None = None) -> None:
        self.log = Log()
        self.visible = Checks("visible", self.log)
        self.hidden = Checks("hidden", self.log)
        visible: Any = self.visible
        hidden: Any = self.hidden
        self.runs = Runs(visible, hidden, recall or self.recalled)

    async def recalled(self, commit: str) -> Subject:
        self.log.append(f"recall {commit}")
        return subject(commit)

    async def logged(self, word: str, times: int = 1) -> None:
        async with asyncio.timeout(10):
            while self.log.count(word) < times:
                self.log.more.clear()
                await self.log.more.wait()


def subject(commit: str) -> Subject:
    return Subject(commit, f"tree of {commit}", {})


@asynccontextmanager
async def working(queue: Queue) -> AsyncIterator[Queue]:
    task = asyncio.create_task(queue.runs.run())
    try:
        yield queue
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture(autouse=True)
def no_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BREATH_S", 0.001)


async def test_hidden_checks_follow_the_visible_ones_on_the_same_content() -> None:
    async with working(Queue()) as queue:
        queue.runs.want(subject("a"))
        await queue.runs.finished()
        assert queue.log == ["visible a", "visible a done", "hidden a", "hidden a done"]


async def test_a_save_ends_a_hidden_run_at_once_and_it_does_not_come_back() -> None:
    async with working(Queue()) as queue:
        queue.hidden.hold = True
        queue.runs.want(subject("a"))
        await queue.logged("hidden a")
        queue.hidden.hold = False
        queue.runs.want(subject("b"))
        await queue.runs.finished()
        assert queue.log[3:] == ["hidden a cut", "visible b", "visible b done", "hidden b", "hidden b done"]


async def test_who_asks_for_verdicts_does_not_wait_for_hidden_checks() -> None:
    async with working(Queue()) as queue:
        queue.hidden.hold = True
        queue.runs.want(subject("a"))
        await asyncio.wait_for(queue.runs.settled(), 10)
        assert "hidden a done" not in queue.log
        await queue.logged("hidden a")
        await asyncio.wait_for(queue.runs.settled(), 10)
        queue.hidden.go_on.set()
        await queue.runs.finished()


async def test_what_is_owed_runs_to_its_end_however_often_a_save_comes() -> None:
    async with working(Queue()) as queue:
        queue.hidden.hold = True
        queue.runs.owe("old")
        for times, commit in enumerate(("a", "b", "c"), start=1):
            await queue.logged("hidden old owed", times)
            queue.runs.want(subject(commit))
        queue.hidden.hold = False
        await queue.runs.finished()
        assert queue.log.count("hidden old owed cut") == 3
        assert "hidden old owed done" in queue.log
        assert queue.log[-1] == "hidden c done"


async def test_the_host_waits_for_what_is_owed_before_it_leaves() -> None:
    async with working(Queue()) as queue:
        queue.runs.owe("old")
        await queue.runs.finished()
        assert queue.log == ["recall old", "hidden old owed", "hidden old owed done"]


async def test_waiting_for_a_hidden_run_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WARMING_S", 0.01)
    async with working(Queue()) as queue:
        queue.hidden.suite.limits = Limits(check_s=0.01, run_s=0.01)
        queue.hidden.hold = True
        queue.runs.owe("old")
        await asyncio.wait_for(queue.runs.finished(), 10)
        assert "hidden old owed done" not in queue.log


async def test_content_that_the_record_has_lost_keeps_nobody_waiting() -> None:
    async def lost(_commit: str) -> Subject:
        raise RecordError("the record has lost it")

    async with working(Queue(lost)) as queue:
        queue.runs.owe("old")
        await asyncio.wait_for(queue.runs.finished(), 10)
        queue.runs.want(subject("a"))
        await queue.runs.finished()
        assert queue.log[-1] == "hidden a done"


async def test_who_saves_faster_than_the_checks_take_still_sees_verdicts() -> None:
    async with working(Queue()) as queue:
        queue.visible.hold = True
        for commit in "abc":
            queue.runs.want(subject(commit))
            await queue.logged(f"visible {commit}")
        queue.runs.want(subject("d"))
        queue.visible.go_on.set()
        await queue.runs.settled()
        assert [word for word in queue.log if word.endswith("cut")] == ["visible a cut", "visible b cut"]
        assert "visible c done" in queue.log
        assert "visible d done" in queue.log
