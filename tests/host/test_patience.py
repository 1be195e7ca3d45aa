"""Waiting that neither outlasts its time nor a cancellation."""

import asyncio

import pytest

from proctor.host.patience import happens


async def test_it_says_whether_it_happened() -> None:
    event = asyncio.Event()
    assert not await happens(event, 0.01)
    event.set()
    assert await happens(event, 60)


@pytest.mark.parametrize("steps", range(6))
async def test_a_cancellation_that_comes_with_the_event_is_heeded(steps: int) -> None:
    event = asyncio.Event()

    async def work() -> None:
        while True:
            await happens(event, 60)
            event.clear()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    event.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    assert task.cancelled()
