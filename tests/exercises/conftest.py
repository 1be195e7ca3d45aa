"""One engine for all solutions: it takes seconds to warm."""

from pathlib import Path

import pytest

from tests.exercises.trials import Bench


@pytest.fixture(scope="session")
def bench(warm_engine: Path) -> Bench:
    """A warm engine in a process of its own."""
    return Bench(warm_engine)
