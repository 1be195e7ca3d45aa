"""What the tests of the link share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.link.stand_in import StandIn, stand_in


@pytest_asyncio.fixture
async def host(tmp_path: Path) -> AsyncIterator[StandIn]:
    """A host that listens."""
    async with stand_in(tmp_path) as listening:
        yield listening
