"""One engine for all attacks: each must leave it as good as it found it, and the figures are shown at the end."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from proctor.checks import client
from tests.attacks.arena import Arena
from tests.checks.engines import Engine
from tests.conftest import TOLD


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes lines for the end of the test run's output."""
    return partial(record_property, TOLD)


@pytest.fixture(scope="session")
def arena() -> Iterator[Arena]:
    yield from _arena(3)


@pytest.fixture(scope="session")
def fenced() -> Iterator[Arena]:
    """An engine that confines no better than level 2, whatever the machine can do."""
    yield from _arena(2)


@pytest.fixture(scope="session")
def opened() -> Iterator[Arena]:
    """An engine that sets limits and nothing else (level 1): only for programs that do no harm."""
    yield from _arena(1)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path: sockets allow 100 bytes."""
    with tempfile.TemporaryDirectory(prefix="ps-") as folder:
        yield Path(folder)


def _arena(isolation_at_most: int) -> Iterator[Arena]:
    with tempfile.TemporaryDirectory(prefix="pa-") as folder:  # a short path: sockets allow 100 bytes
        address = Path(folder) / "engine"
        process = client.spawn(address, isolation_at_most=isolation_at_most)
        try:
            asyncio.run(client.wait_ready(address))
            yield Arena(Engine(address, process))
        finally:
            process.terminate()
            process.wait(20)
