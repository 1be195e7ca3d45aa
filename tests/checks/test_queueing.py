"""On a busy machine nobody's work is held against them for the time in which the machine ran others."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from proctor.checks.judge.clock import RunClock
from proctor.checks.judge.queueing import Queueing
from proctor.checks.request import Limits
from proctor.session.verdicts import Verdict
from tests.checks.engines import Engine, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own count")

WORK = """
import time

def burn(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass

def rest(seconds):
    time.sleep(seconds)
"""
CHECKS = """
def test_enough(candidate):
    candidate.call("burn", 0.5)

def test_endless(candidate):
    candidate.call("burn", 600.0)

def test_asleep(candidate):
    candidate.call("rest", 600.0)
"""


def test_a_process_that_sleeps_stands_in_no_line() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        queueing = Queueing(RunClock(Limits(check_s=5.0, run_s=8.0)))
        queueing.settle(sleeping.pid)
        assert not queueing.postponed(sleeping.pid)
        sleeping.kill()


@pytest.mark.alone
def test_processes_that_share_a_processor_stand_in_line_for_it() -> None:
    """Three that never rest, on one processor: each waits twice as long as it runs."""
    with _loops(3, processor=min(os.sched_getaffinity(0))) as loops:
        clock = RunClock(Limits(check_s=0.5, run_s=8.0))
        queueing, ends = Queueing(clock), clock.check_ends

        def has_more() -> bool:
            queueing.postponed(loops[0].pid)
            return clock.check_ends - ends >= 0.5

        assert until(has_more)
    assert clock.check_ends - ends <= 1.0 + 1e-9


@pytest.mark.alone
def test_work_that_is_quick_enough_holds_on_a_busy_machine_too(engine: Engine) -> None:
    with _loops(3 * len(os.sched_getaffinity(0))):
        outcome = engine.run(WORK, CHECKS, check_s=1.0, run_s=20.0)
    assert outcome.verdicts == {
        "test_enough": Verdict.PASS,
        "test_endless": Verdict.TIMEOUT,
        "test_asleep": Verdict.TIMEOUT,
    }


@contextlib.contextmanager
def _loops(count: int, processor: int | None = None) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that never rest, each in a session of its own: the kernel may share by sessions."""
    place = "" if processor is None else f"import os; os.sched_setaffinity(0, {{{processor}}})\n"
    command = [sys.executable, "-c", f"{place}print(flush=True)\nwhile True: pass"]
    with contextlib.ExitStack() as held:
        loops = []
        for _ in range(count):
            process = held.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True))
            held.callback(process.kill)
            assert process.stdout is not None
            process.stdout.readline()
            loops.append(process)
        yield loops
