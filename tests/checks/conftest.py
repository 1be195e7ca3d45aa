"""One engine for all tests of this folder: it takes seconds to warm, and runs must not disturb each other anyway."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.checks import client
from tests.checks.engines import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="pe-") as folder:  # a short path: sockets allow 100 bytes
        address = Path(folder) / "engine"
        process = client.spawn(address)
        try:
            asyncio.run(client.wait_ready(address))
            yield Engine(address, process)
        finally:
            process.terminate()
            process.wait(20)
