"""Deleting a session whose host is a real process: it ends first, and leaves nothing."""

import os
from pathlib import Path

from tests.host.conftest import Stage, until


def gone(pid: int) -> bool:
    """Whether no process of that number is left, a dead one that nobody waited for aside."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def test_a_live_session_goes_only_if_one_insists_and_its_host_with_it(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    pid, runtime = stage.host_pid(), stage.places.root
    refused = stage.run("purge", stage.session, "--yes", code=2)
    assert "is not over" in refused
    assert not gone(pid)
    assert runtime.is_dir()
    said = stage.run("purge", stage.session, "--yes", "--even-live")
    assert f"Deleted: {stage.session}" in said
    until(lambda: gone(pid), why="the host is gone")
    assert not runtime.exists()
    assert [path.name for path in stage.sessions.rglob("*")] == ["receipts.jsonl"]


def test_the_host_of_a_session_that_is_over_is_not_waited_for_in_vain(stage: Stage) -> None:
    stage.start()
    stage.act("end")
    pid = stage.host_pid()
    os.kill(pid, 0)
    stage.run("purge", stage.session, "--yes")
    until(lambda: gone(pid), why="the host is gone")
    assert [path.name for path in stage.sessions.rglob("*")] == ["receipts.jsonl"]


def test_the_next_session_begins_as_if_nothing_had_been(stage: Stage) -> None:
    stage.start("--keep", "30", "--contact", "people@example.org")
    stage.act("end")
    assert stage.status()["keep_until"] is not None
    assert stage.status()["contact"] == "people@example.org"
    stage.run("purge", stage.session, "--yes")
    stage.start()
    assert stage.status()["keep_days"] == 0
    assert stage.status()["keep_until"] is None
    assert len(list(stage.sessions.iterdir())) == 2
