"""Losing the host and finding it again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from proctor.errors import HostUnreachable, UsageError
from proctor.link import again
from proctor.tui.connection import Joined, Lost, Told, followed, lost_text
from tests.tui.scenes import FakeLink, Scene


async def _take(flow: AsyncIterator[object], kind: type) -> object:
    async with asyncio.timeout(10):
        async for said in flow:
            if isinstance(said, kind):
                return said
    raise AssertionError("the flow ended")


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow each other at once."""
    monkeypatch.setattr(again, "FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(again, "LONGEST_WAIT_S", 0.002)


async def test_a_lost_host_is_tried_until_it_is_back(scene: Scene) -> None:
    """First the story so far, then the loss, then what was missed meanwhile, without the story again."""
    flow = followed(scene.link, "quiet-otter")
    assert isinstance(await anext(flow), Joined)
    told = await _take(flow, Told)
    assert isinstance(told, Told)
    assert told.caught_up
    scene.link.cut()
    assert isinstance(await _take(flow, Lost), Lost)
    scene.work()
    later = await _take(flow, Lost)
    assert isinstance(later, Lost)
    scene.link.up = True
    assert isinstance(await _take(flow, Joined), Joined)
    back = await _take(flow, Told)
    assert isinstance(back, Told)
    assert not back.caught_up
    assert [envelope.kind for envelope in back.envelopes] == ["snapshot.taken", "phase.began"]
    await flow.aclose()


async def test_a_host_that_stays_away_is_started_again(scene: Scene) -> None:
    """Somebody with one terminal is not stuck; a hiccup starts nothing."""
    asked: list[str] = []

    async def revive() -> None:
        asked.append("start")
        if len(asked) == 1:
            raise HostUnreachable("not yet")
        scene.link.up = True

    flow = followed(scene.link, "quiet-otter", revive)
    await _take(flow, Told)
    scene.link.cut()
    assert isinstance(await _take(flow, Joined), Joined)
    assert asked == ["start", "start"]
    await flow.aclose()


def test_after_some_attempts_the_words_say_how_to_restart_it() -> None:
    """A short hiccup is a lost connection; a lasting one is a host that is not running."""
    assert "CONNECTION LOST" in lost_text(1, "quiet-otter")
    assert "`proctor join quiet-otter`" in lost_text(5, "quiet-otter")


async def test_a_refusal_for_good_is_raised(scene: Scene) -> None:
    """Another version, a session of somebody else: trying again would not help."""

    class Refusing(FakeLink):
        async def connect(self) -> "Refusing":
            raise UsageError("this host speaks version 9")

    with pytest.raises(UsageError, match="version 9"):
        await anext(followed(Refusing(scene), "s"))


async def test_a_connection_that_breaks_while_reading_is_a_lost_one(scene: Scene) -> None:
    """Errors of the socket and of the link mean the same to a person."""

    class Breaking(FakeLink):
        errors = (ConnectionResetError("reset"), HostUnreachable("gone"))
        tries = 0

        async def connect(self) -> "Breaking":
            self.tries += 1
            raise self.errors[self.tries % 2]

    flow = followed(Breaking(scene), "s")
    assert isinstance(await anext(flow), Lost)
    assert isinstance(await anext(flow), Lost)
    await flow.aclose()
