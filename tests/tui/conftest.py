"""Sessions folded from real events, a link that needs no host, and the app over it."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.tui.scenes import Scene

settings.register_profile("screens", deadline=None, database=None, max_examples=60)
settings.load_profile("screens")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The developer's colours, locale and time zone do not leak in."""
    with monkeypatch.context() as patched:
        patched.delenv("NO_COLOR", raising=False)
        patched.setenv("LANG", "C.UTF-8")
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def scene() -> Scene:
    """A session in the lobby, with the candidate here."""
    return Scene()
