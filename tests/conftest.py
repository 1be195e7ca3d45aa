"""What the whole suite shares: a warm engine, who runs beside whom, and what is told at the end beside passing."""

import asyncio
import fcntl
import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from proctor.checks import client

_ROOM: Final = Path(__file__)
_GATE: Final = _ROOM.parent
_BETWEEN_COLLECTIONS: Final = 10_000
"""Objects more than were let go."""
_ENGINE_WAITS_S: Final = 7200.0
"""Between two tests that ask it there may be all the slow ones."""
TOLD: Final = "told"
"""The property of a test's report under which lines for the end of the output stand."""

# Properties are judged by what they find, not by how long one example takes on a machine that others use too.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """Keep the garbage collector to what tests make.

    It would walk through everything that is loaded for all of them again and again: a third of the time of the screens'
    tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Where several processes share the tests, let a test marked `alone` have the machine without another beside it."""
    if not hasattr(item.config, "workerinput"):
        return (yield)
    with _turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextmanager
def _turn(*, alone: bool) -> Iterator[None]:
    """Be in the room: with others, or alone.

    Everybody comes in through a gate. Who wants to be alone keeps it shut from then on, so that those inside leave one
    by one and nobody follows.
    """
    with _held(_GATE, fcntl.LOCK_EX) as gate, _held(_ROOM, fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
        if not alone:
            fcntl.flock(gate, fcntl.LOCK_UN)
        yield


@contextmanager
def _held(path: Path, how: int) -> Iterator[int]:
    """A lock on a file or folder of this checkout; it is let go for children that a test leaves behind as well."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded under `TOLD`; it comes with their reports, whichever process they ran in."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                for name, line in report.user_properties:
                    if name == TOLD:
                        terminalreporter.write_line(str(line))


@pytest.fixture(scope="session")
def warm_engine() -> Iterator[Path]:
    """The address of an engine that takes seconds to warm, for everybody who only asks it for runs.

    Who looks into an engine or does something to it has one of their own.
    """
    with tempfile.TemporaryDirectory(prefix="pe-", dir="/tmp") as folder:  # a short path: sockets allow 100 bytes
        address = Path(folder) / "s"
        process = client.spawn(address, idle_s=_ENGINE_WAITS_S)
        try:
            asyncio.run(client.wait_ready(address))
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)
