"""What a killed process costs: nothing that was acknowledged."""

import os
import signal
import time

import pytest

from tests.host.conftest import Stage, until, write_package
from tests.host.test_whole_run import ENTRY, solve


def kill_host(stage: Stage) -> None:
    """Kill it with -9, and wait until nobody answers."""
    pid = stage.host_pid()
    os.kill(pid, signal.SIGKILL)

    def gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    until(gone, why="the host is dead")


def test_a_killed_host_comes_back_with_everything_acknowledged_and_the_right_clock(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    solve(stage)
    until(lambda: len(stage.events("snapshot.taken")) == 2, why="the save is snapshotted")
    stage.act("extend", "3")
    before, told_at_s = stage.status(), time.monotonic()
    history = stage.events()

    kill_host(stage)
    assert stage.status()["host"] == "stopped"
    (stage.workspace / ENTRY).write_text("# saved while nobody watched\n")
    gone_s = time.monotonic() - told_at_s
    stage.run("join", "--json", stage.session)

    assert stage.events()[: len(history)] == history
    started = stage.events("host.started")[-1]["data"]
    assert 0 < started["downtime_s"] < gone_s + 10
    after = stage.status()
    assert after["phase"] == "work"
    # Downtime is given back: at most the time since the last sign of life is gained, never more than passed.
    passed_s = time.monotonic() - told_at_s
    assert before["remaining_s"] - passed_s - 0.5 <= after["remaining_s"] <= before["remaining_s"] + 0.5
    until(lambda: "saved while nobody watched" in stage.git("show", f"work:{ENTRY}"), why="the missed save is recorded")


def test_a_second_host_is_refused(stage: Stage) -> None:
    stage.start()
    pid = stage.host_pid()
    for path in (stage.places.socket("candidate"), stage.places.socket("interviewer")):
        path.unlink()
    said = stage.run("begin", "--yes", "--session", stage.session, code=4)
    assert "did not start" in said
    os.kill(pid, 0)


@pytest.mark.parametrize("phase", ["begin", "submit", "revise"])
def test_a_host_killed_right_after_a_move_mends_it(stage: Stage, phase: str) -> None:
    stage.start()
    stage.act("begin")
    if phase in ("submit", "revise"):
        stage.act("submit")
    if phase == "revise":
        stage.act("feedback", "--strength", "s", "--improvement", "i")
        stage.act("revise")
    kill_host(stage)
    stage.run("join", "--json", stage.session)
    tags = until(lambda: stage.status()["host"] == "running" and stage.git("tag").split(), why="the host is back")
    assert "start" in tags
    assert ("submitted" in tags) == (phase != "begin")
    assert (stage.workspace / ENTRY).exists()


def test_time_is_up_while_nobody_does_anything(stage: Stage) -> None:
    """What is on disk at the end counts; the host needs nobody to notice it."""
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    stage.act("begin")
    (stage.workspace / "answer.py").write_text("value = 2\n")
    until(lambda: stage.status()["phase"] == "feedback", why="the time is up", patience_s=30)
    assert stage.events("work.submitted")[0]["data"]["cause"] == "expired"
    assert "value = 2" in stage.git("show", "submitted:answer.py")


def test_a_workspace_that_is_moved_away_and_back_costs_nothing(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    until(lambda: len(stage.events("run.ended")) == 1, why="the starter is checked")
    elsewhere = stage.folder / "elsewhere"
    stage.workspace.rename(elsewhere)
    until(lambda: stage.events("watch.lost"), why="the loss is journaled")
    assert "Put the folder back" in stage.act("check", code=3)
    assert stage.status()["host"] == "running"
    elsewhere.rename(stage.workspace)
    solve(stage)
    until(lambda: len(stage.events("snapshot.taken")) == 2, why="saves count again")
    assert len(stage.events("watch.lost")) == 1


@pytest.mark.slow
def test_time_can_end_a_phase_while_the_workspace_is_gone(stage: Stage) -> None:
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    stage.act("begin")
    stage.workspace.rename(stage.folder / "elsewhere")
    until(lambda: stage.status()["phase"] == "feedback", why="time is up")
    assert stage.git("rev-parse", "submitted") == stage.git("rev-parse", "start")


def test_a_host_that_leaves_takes_its_sockets_with_it(stage: Stage) -> None:
    stage.start()
    sockets = [stage.places.socket("candidate"), stage.places.socket("interviewer")]
    assert all(path.exists() for path in sockets)
    os.kill(stage.host_pid(), signal.SIGTERM)
    until(lambda: not any(path.exists() for path in sockets), why="the sockets are gone")
    stage.run("join", "--json", stage.session)
    assert stage.status()["host"] == "running"


def test_a_session_that_is_over_leaves_nothing_behind_but_its_record(stage: Stage) -> None:
    stage.environment["PROCTOR_DONE_IDLE_S"] = "1"
    stage.start()
    stage.act("begin")
    stage.act("submit")
    stage.act("feedback", "--self")
    places = stage.places
    stage.act("finish")
    until(lambda: stage.status()["host"] == "stopped", why="the host leaves when it is not needed")
    until(lambda: not places.root.exists(), why="sockets and their folders are gone")
    assert stage.git("notes", "--ref=proctor-checks", "list")
    assert stage.events()[-1]["kind"] == "host.stopped"
    assert "+" not in stage.run("diff", stage.session)
