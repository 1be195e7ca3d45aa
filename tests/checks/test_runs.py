"""Runs as a host sees them: order, streaming, cancelling, overlap, and what is left behind."""

import asyncio
import os
import signal
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from proctor.checks import client
from proctor.checks.battery.proof import NAMES
from proctor.checks.engine.isolation import best_confinement
from proctor.checks.engine.scratch import Scratch
from proctor.checks.request import CheckFinished, Ready, RunFinished, RunRequest
from proctor.errors import EnvironmentFault
from proctor.session.verdicts import Verdict
from tests.checks.engines import SCALE, SCALES, Engine, children, descendants, request, standing, until, worker_zygote

THREE = """
def test_one(candidate):
    candidate.build("Scale", 1)

@needs("test_three")
def test_two(candidate):
    candidate.build("Scale", 1)

def test_three(candidate):
    candidate.build("Scale", 1)
"""
SLOW_SECOND = """
def test_quick(candidate):
    candidate.build("Scale", 1)

def test_slow(candidate):
    candidate.build("Scale", 1)(torch.ones(1))
"""
LOOPING = SCALE.replace("return x * self.gain", "while True: pass")


def test_a_run_begins_with_the_honest_isolation_and_ends_with_the_end(engine: Engine) -> None:
    outcome = engine.run(SCALE, SCALES)
    assert outcome.ready.isolation in {1, 2, 3}
    assert NAMES[outcome.ready.isolation] in outcome.ready.isolation_note
    assert outcome.end == RunFinished(ms=outcome.end.ms, fault="")


def test_checks_run_in_the_requested_order_but_behind_those_they_need(engine: Engine) -> None:
    assert list(engine.run(SCALE, THREE, ["test_two", "test_one", "test_three"]).verdicts) == [
        "test_three",
        "test_two",
        "test_one",
    ]
    assert list(engine.run(SCALE, THREE, ["test_three", "test_one"]).verdicts) == ["test_three", "test_one"]


def test_several_items_of_one_check_give_one_verdict(engine: Engine) -> None:
    checks = """
@pytest.mark.parametrize("size", [1, 2, 3])
def test_sizes(candidate, size):
    assert size != 2, f"size {size} is wrong"
"""
    outcome = engine.run(SCALE, checks, ["test_sizes"])
    assert [(name, reply.verdict, reply.message) for name, reply in outcome.checks.items()] == [
        ("test_sizes", Verdict.FAIL, "size 2 is wrong")
    ]


@pytest.mark.alone
def test_a_verdict_comes_as_soon_as_it_exists(engine: Engine) -> None:
    async def watch() -> tuple[str, float]:
        began = time.monotonic()
        async with aclosing(client.run(engine.address, request(LOOPING, SLOW_SECOND, check_s=3.0))) as replies:
            async for reply in replies:
                if isinstance(reply, CheckFinished):
                    return reply.check, time.monotonic() - began
        raise AssertionError

    check, seconds = asyncio.run(watch())
    assert check == "test_quick"
    assert seconds < 2.0


@pytest.mark.alone
def test_closing_the_connection_ends_every_process_of_the_run(engine: Engine) -> None:
    async def begin_and_leave() -> tuple[set[int], set[str]]:
        async with aclosing(client.run(engine.address, request(LOOPING, SLOW_SECOND, check_s=30.0))) as replies:
            async for reply in replies:
                if isinstance(reply, CheckFinished):
                    return engine.descendants() - engine.zygotes(), engine.folders()
        raise AssertionError

    processes, folders = asyncio.run(begin_and_leave())
    assert len(processes) >= 2
    assert until(lambda: not processes & engine.descendants(), 2.0)
    assert until(lambda: not folders & engine.folders(), 2.0)
    assert engine.is_well()


@pytest.mark.alone
@pytest.mark.skipif(best_confinement(3) == "landlock", reason="behind the kernel's rules alone code starts no process")
def test_children_of_the_candidates_code_end_with_their_run(engine: Engine) -> None:
    source = SCALE + (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        while True: time.sleep(1)\n"
        "    while True: time.sleep(1)\n"
    )
    assert engine.run(source, SCALES).verdicts == {"test_scales": Verdict.PASS}
    assert until(engine.is_at_rest, 3.0)
    assert engine.is_well()


@pytest.mark.alone
def test_a_brood_of_processes_ends_with_its_run_and_the_engine_goes_on(engine: Engine) -> None:
    source = SCALE + (
        "import os\n"
        "for _ in range(10):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        os.fork()\n"
        "        while True: pass\n"
    )
    engine.run(source, SCALES, check_s=10.0)
    assert until(engine.is_at_rest, 5.0)
    assert engine.is_well()


@pytest.mark.alone
def test_runs_of_different_hosts_overlap(engine: Engine) -> None:
    async def ended(wanted: RunRequest) -> float:
        async with aclosing(client.run(engine.address, wanted)) as replies:
            async for _ in replies:
                pass
        return time.monotonic()

    async def both() -> list[float]:
        slow = request(LOOPING, SLOW_SECOND, check_s=2.5)
        return await asyncio.gather(ended(slow), ended(request(SCALE, SCALES)))

    slow_end, quick_end = asyncio.run(both())
    assert quick_end < slow_end - 0.5


def test_a_check_that_is_not_there_is_our_fault(engine: Engine) -> None:
    outcome = engine.run(SCALE, SCALES, ["test_scales", "test_absent"])
    assert outcome.verdicts == {"test_scales": Verdict.PASS, "test_absent": Verdict.FAULT}
    assert "test_absent" in outcome.end.fault


def test_a_check_that_breaks_is_our_fault_and_names_its_line(engine: Engine) -> None:
    checks = """
def test_broken(candidate):
    value = candidate.build("Scale", 1).gain
    return undefined_name

def test_sends_a_generator(candidate):
    candidate.build("Scale", (i for i in range(3)))
"""
    outcome = engine.run(SCALE, checks)
    assert set(outcome.verdicts.values()) == {Verdict.FAULT}
    assert "NameError" in outcome.checks["test_broken"].message
    assert "return undefined_name" in outcome.checks["test_broken"].message
    assert "cannot travel" in outcome.checks["test_sends_a_generator"].message


def test_a_check_file_that_does_not_import_is_our_fault(engine: Engine) -> None:
    outcome = engine.run(SCALE, "import nothing_here\n" + SCALES)
    assert outcome.verdicts == {"test_scales": Verdict.FAULT}
    assert "nothing_here" in outcome.end.fault


def test_a_check_that_never_ends_by_itself_is_ended_from_outside(engine: Engine) -> None:
    checks = """
def test_before(candidate):
    pass

def test_stuck(candidate):
    import signal
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    while True:
        pass

def test_after(candidate):
    pass
"""
    outcome = engine.run(SCALE, checks, run_s=0.5)
    assert outcome.verdicts == {
        "test_before": Verdict.PASS,
        "test_stuck": Verdict.FAULT,
        "test_after": Verdict.FAULT,
    }
    assert "did not finish" in outcome.checks["test_stuck"].message
    assert engine.is_well()


def test_files_beside_the_entry_can_be_imported(engine: Engine) -> None:
    wanted = request("from parts.gains import ones\n" + SCALE.replace("torch.ones", "ones"), SCALES)
    tree = {**wanted.tree, "parts/gains.py": b"from torch import ones\n", "conftest.py": b"raise RuntimeError\n"}
    outcome = engine.carry_out(_with(wanted, tree=tree))
    assert outcome.verdicts == {"test_scales": Verdict.PASS}


def test_a_tree_that_would_leave_its_folder_is_refused(engine: Engine) -> None:
    wanted = request(SCALE, SCALES)
    outcome = engine.carry_out(_with(wanted, tree={**wanted.tree, "../outside.py": b""}))
    assert outcome.verdicts == {"test_scales": Verdict.ERROR}


def test_check_files_may_share_a_module_of_the_package(engine: Engine) -> None:
    wanted = request(SCALE, "from _formula import formula\n" + SCALES)
    checks = {**wanted.checks, "checks/_formula.py": b"def formula(x):\n    return x\n"}
    assert engine.carry_out(_with(wanted, checks=checks)).verdicts == {"test_scales": Verdict.PASS}


def test_seeds_follow_the_run_and_the_check_but_not_the_order(engine: Engine) -> None:
    checks = """
def test_first(candidate):
    raise AssertionError(f"{torch.rand(1).item()} {candidate.generator.initial_seed()}")

def test_second(candidate):
    raise AssertionError(f"{torch.rand(1).item()} {candidate.generator.initial_seed()}")
"""
    wanted = request(SCALE, checks)
    once = engine.carry_out(wanted).checks
    turned = engine.carry_out(_with(wanted, select=["test_second", "test_first"])).checks
    other = engine.carry_out(_with(wanted, seed=8)).checks
    assert {name: reply.message for name, reply in once.items()} == {
        name: reply.message for name, reply in turned.items()
    }
    messages = {reply.message for replies in (once, other) for reply in replies.values()}
    assert len(messages) == 4


@pytest.mark.slow
def test_a_lost_judge_zygote_is_replaced(engine: Engine) -> None:
    def lose_it(reply: object) -> object:
        if isinstance(reply, CheckFinished) and reply.check == "test_quick":
            os.kill(_zygote(engine.process.pid, "judge"), signal.SIGKILL)
        return reply

    async def watch() -> list[object]:
        async with aclosing(client.run(engine.address, request(LOOPING, SLOW_SECOND, check_s=30.0))) as replies:
            return [lose_it(reply) async for reply in replies]

    replies = asyncio.run(watch())
    assert isinstance(replies[-1], RunFinished)
    assert replies[-1].fault
    assert isinstance(replies[-2], CheckFinished)
    assert replies[-2].verdict == Verdict.FAULT
    assert engine.is_well()


def test_a_lost_worker_zygote_is_replaced_and_counts_as_the_codes_doing(engine: Engine) -> None:
    def lose_it(reply: object) -> object:
        if isinstance(reply, CheckFinished) and reply.check == "test_quick":
            os.kill(worker_zygote(engine.process.pid), signal.SIGKILL)
        return reply

    async def watch() -> list[object]:
        async with aclosing(client.run(engine.address, request(LOOPING, SLOW_SECOND, check_s=30.0))) as replies:
            return [lose_it(reply) async for reply in replies]

    verdicts = {reply.check: reply.verdict for reply in asyncio.run(watch()) if isinstance(reply, CheckFinished)}
    assert verdicts == {"test_quick": Verdict.PASS, "test_slow": Verdict.GONE}
    assert engine.is_well()


def test_the_engine_keeps_no_descriptors_of_finished_runs(engine: Engine) -> None:
    engine.is_well()
    assert until(engine.is_at_rest)
    before = engine.descriptors()
    for _ in range(5):
        engine.is_well()
    assert until(lambda: engine.is_at_rest() and engine.descriptors() <= before, 3.0)


def test_nobody_at_the_address_is_a_plain_error(tmp_path: Path) -> None:
    async def ask() -> list[object]:
        return [reply async for reply in client.run(tmp_path / "none", request(SCALE, SCALES))]

    with pytest.raises(EnvironmentFault, match="no check engine answers"):
        asyncio.run(ask())


def test_an_address_that_is_too_long_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="too long"):
        client.spawn(tmp_path / ("x" * 120))


@pytest.mark.slow
def test_an_engine_ends_when_told_and_leaves_nothing(tmp_path: Path) -> None:
    address = tmp_path / "e"
    process = client.spawn(address)
    try:
        assert isinstance(asyncio.run(client.wait_ready(address)), Ready)
        second = client.spawn(address)
        assert second.wait(10) == 0  # the address is taken; the first one goes on serving
        assert standing(process.pid) <= descendants(process.pid)
        engine = Engine(address, process)
        assert engine.is_well()
        assert until(engine.is_at_rest)
        family = engine.descendants()
    finally:
        process.terminate()
    assert process.wait(10) == 0
    assert not address.exists()
    assert not Scratch.path_of(address).exists()
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 5.0)


@pytest.mark.slow
def test_an_idle_engine_ends_by_itself_and_a_killed_one_takes_its_family_along(tmp_path: Path) -> None:
    idle = client.spawn(tmp_path / "i", idle_s=0.2)
    assert idle.wait(20) == 0
    killed = client.spawn(tmp_path / "k")
    assert isinstance(asyncio.run(client.wait_ready(tmp_path / "k")), Ready)
    family = descendants(killed.pid)
    killed.kill()
    killed.wait(10)
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 20.0)


def _with(wanted: RunRequest, **changes: object) -> RunRequest:
    fields = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    return RunRequest(**{**fields, **changes})  # type: ignore[arg-type]


def _zygote(pid: int, role: str) -> int:
    for child in children(pid):
        if role.encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
            return child
    raise AssertionError(role)
