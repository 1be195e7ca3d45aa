"""One engine for all solutions: it takes seconds to warm."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.checks import client
from tests.exercises.trials import Bench


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """A warm engine in a process of its own; its socket needs a short path."""
    with tempfile.TemporaryDirectory(prefix="px-") as folder:
        address = Path(folder) / "engine"
        process = client.spawn(address)
        try:
            asyncio.run(client.wait_ready(address))
            yield Bench(address)
        finally:
            process.terminate()
            process.wait(timeout=20)
