"""A rehearsal offers what a live session's connection does."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from proctor.errors import IllegalMove
from proctor.link.live import Burst
from proctor.review.head import Pace
from proctor.review.link import RehearsedLink
from proctor.session.phases import Phase
from tests.review.conftest import MATERIAL, an_hour

SWIFT = Pace(20_000.0, whole=True)


async def until(bursts: AsyncIterator[Burst], holds: Callable[[Burst], bool]) -> Burst:
    async with asyncio.timeout(20):
        async for burst in bursts:
            if holds(burst):
                return burst
    raise AssertionError("the link ended")


async def test_a_viewer_is_told_the_session_from_its_beginning_to_its_end() -> None:
    link = RehearsedLink(an_hour(), SWIFT, who="Eve", waits=False)
    await link.connect()
    kinds: list[str] = []
    bursts = link.bursts()
    while link.session is None or link.session.phase is not Phase.DONE:
        burst = await until(bursts, lambda _: True)
        kinds += [envelope.kind for envelope in burst.public]
    assert kinds[0] == "session.created"
    assert kinds[-1] == "session.finished"
    assert link.picture.rows[:2] == ("vim", "x")
    assert {client.name for client in link.session.present.values()} == {"Ada", "Eve"}
    await link.close()


async def test_acts_are_answered_and_told() -> None:
    link = RehearsedLink(an_hour(), SWIFT, who="Eve")
    await link.connect()
    bursts = link.bursts()
    await until(bursts, lambda burst: len(burst.public) > 0)
    assert (await link.act("begin"))["done"] == "begin"
    await until(bursts, lambda burst: burst.session.phase is Phase.WORK)
    await link.act("note", text="begins well")
    await until(bursts, lambda burst: bool(burst.private))
    assert link.observations.notes[-1].who == "Eve"
    with pytest.raises(IllegalMove, match="WORK"):
        await link.act("feedback", strength="a", improvement="b")
    assert (await link.act("private"))["guide"] == MATERIAL.guide
    assert "boot_ns" in await link.act("ping")
    await link.close()


async def test_focus_time_is_dark_and_everything_is_told_afterwards() -> None:
    link = RehearsedLink(an_hour(), Pace(600.0, whole=True), who="Eve")
    await link.connect()
    bursts = link.bursts()
    await until(bursts, lambda burst: len(burst.public) > 0)
    await link.act("begin")
    await until(bursts, lambda burst: burst.session.phase is Phase.WORK)
    await link.act("focus", time="20")
    await until(bursts, lambda burst: burst.session.focus.now is not None)
    with pytest.raises(IllegalMove, match="focus time"):
        await link.act("files")
    seen = link.session.snapshots if link.session else 0
    burst = await until(bursts, lambda burst: burst.session.focus.now is None)
    assert burst.session.snapshots == seen
    await link.close()
    link.forget()
    await link.connect()
    burst = await until(link.bursts(), lambda _: True)
    assert burst.session.snapshots > seen
    assert "focus.withheld" not in {envelope.kind for envelope in burst.public}
    await link.close()


async def test_a_closed_link_ends_and_goes_on_where_it_was() -> None:
    link = RehearsedLink(an_hour(), SWIFT, who="Eve")
    await link.connect()
    bursts = link.bursts()
    await until(bursts, lambda burst: len(burst.public) > 0)
    await link.close()
    assert [burst async for burst in bursts] == []
    await link.connect()
    await link.act("begin")
    burst = await until(link.bursts(), lambda burst: burst.session.phase is Phase.WORK)
    assert burst.public[0].seq > 1
