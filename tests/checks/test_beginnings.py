"""A process for the candidate's code that never begins: our fault, whatever is sent to it, never the candidate's."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from proctor.checks.judge.link import Link
from proctor.checks.judge.output import Output
from proctor.checks.outcome import EngineFault
from proctor.checks.wire import messages as m

MORE_THAN_A_SOCKET_HOLDS = 8 << 20


@pytest.fixture
def link() -> Iterator[Link]:
    """To somebody who reads nothing and says nothing."""
    here, there = socket.socketpair()
    output_read, output_write = os.pipe()
    ends = time.monotonic() + 0.2
    with there:
        made = Link(here, Output(output_read, 0), lambda: ends)
        yield made
        made.close()
        os.close(output_write)


@pytest.mark.parametrize("size", [10, MORE_THAN_A_SOCKET_HOLDS])
def test_whoever_never_begins_is_our_fault(link: Link, size: int) -> None:
    """Also when its socket was full before, so that the request itself could not be sent."""
    with suppress(EngineFault):
        link.post_first(m.Load("work.py", {"work.py": bytes(size)}))
    for _ in range(2):
        with pytest.raises(EngineFault, match="did not start"):
            link.greet()
