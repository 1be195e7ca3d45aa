"""Hidden checks in a whole session: real hosts, plain commands, the journals as they lie on disk."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proctor.catalog.package import Exercise
from proctor.checks.request import RunRequest
from proctor.session.agreement import HIDDEN_FROM_LEVEL
from proctor.session.verdicts import Verdict
from tests.host.conftest import Stage, until
from tests.host.stand_in_engine import StandInEngine, all_pass, listening
from tests.host.test_survival import kill_host
from tests.host.test_whole_run import solve


def private(stage: Stage, kind: str) -> list[dict[str, Any]]:
    lines = (stage.folder / "private.jsonl").read_bytes().splitlines()
    return [event["data"] for event in (json.loads(line[9:]) for line in lines) if event["kind"] == kind]


def hidden(stage: Stage, tag: str) -> dict[str, str]:
    """What the hidden checks said of a tagged commit."""
    commits = [event["data"]["commit"] for event in stage.events("snapshot.tagged") if event["data"]["tag"] == tag]
    return {one["check"]: one["verdict"] for one in private(stage, "check.ended") if one["commit"] in commits}


def ids(stage: Stage) -> set[str]:
    return {check.id for check in Exercise.load(stage.folder / "exercise").checks("mid", "hidden")}


def all_said(stage: Stage, tag: str) -> bool:
    return set(hidden(stage, tag)) == ids(stage)


class Gate:
    """Lets hidden checks answer when it is open; visible ones always answer."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()

    def __call__(self, request: RunRequest) -> dict[str, Verdict]:
        if request.visibility == "hidden":
            self.reached.set()
            self.open.wait(60)
        return all_pass(request)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


@pytest.fixture
def guarded(stage: Stage, short_folder: Path, gate: Gate) -> Iterator[tuple[Stage, StandInEngine]]:
    """A session in work, whose engine holds hidden checks back."""
    with listening(short_folder / "s", says=gate) as engine:
        stage.environment["PROCTOR_ENGINE"] = str(engine.address)
        stage.environment["PROCTOR_DONE_IDLE_S"] = "0"
        stage.start()
        stage.act("begin")
        try:
            yield stage, engine
        finally:
            gate.open.set()


def test_submitted_and_final_work_is_judged_by_hidden_checks_as_far_as_code_is_confined(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    stage.act("check", code=1)
    solve(stage)
    stage.act("submit")
    until(lambda: all_said(stage, "submitted"), why="hidden checks have said something of the submitted work")
    stage.act("end", "--as", "interviewer")
    until(lambda: all_said(stage, "final"), why="and of the final work")
    confined = stage.status()["isolation"]["level"] >= HIDDEN_FROM_LEVEL
    assert set(hidden(stage, "final").values()) == {"PASS" if confined else "DEFERRED"}
    shared = (stage.folder / "events.jsonl").read_text(encoding="utf-8")
    assert not [check for check in ids(stage) if check in shared]


def test_nobody_waits_for_hidden_checks_and_a_save_ends_them(guarded: tuple[Stage, StandInEngine], gate: Gate) -> None:
    stage, engine = guarded
    stage.act("check")
    until(gate.reached.is_set, why="hidden checks run once the visible ones have ended")
    stage.act("check")
    solve(stage)
    until(
        lambda: any(run.get("superseded") for run in private(stage, "run.ended")),
        why="the save has ended the hidden run",
    )
    assert not private(stage, "check.ended")
    gate.open.set()
    newest = until(lambda: private(stage, "check.ended"), why="the newest save gets its hidden verdicts")[-1]
    assert newest["commit"] == stage.events("snapshot.taken")[-1]["data"]["commit"]
    assert len({request.run for request in engine.asked}) == len(engine.asked), "no run serves two purposes"


def test_a_host_leaves_a_finished_session_only_when_its_hidden_checks_have_ended(
    guarded: tuple[Stage, StandInEngine], gate: Gate
) -> None:
    stage, _ = guarded
    stage.act("submit")
    stage.act("end", "--as", "interviewer")
    until(gate.reached.is_set, why="the hidden checks run")
    pid = stage.host_pid()
    os.kill(pid, 0)
    assert hidden(stage, "final") == {}
    gate.open.set()
    until(lambda: stage.status()["host"] == "stopped", why="the host leaves")
    assert set(hidden(stage, "submitted").values()) == set(hidden(stage, "final").values()) == {"PASS"}
    assert all_said(stage, "final")


def test_a_killed_host_s_successor_takes_hidden_checks_up_again(
    guarded: tuple[Stage, StandInEngine], gate: Gate
) -> None:
    stage, _ = guarded
    stage.act("submit")
    until(gate.reached.is_set, why="the hidden checks run")
    kill_host(stage)
    assert hidden(stage, "submitted") == {}
    gate.open.set()
    stage.run("join", "--json", stage.session)
    until(lambda: all_said(stage, "submitted"), why="the next host has them run")


def test_hidden_verdicts_are_shown_to_who_asks_as_interviewer_only(
    guarded: tuple[Stage, StandInEngine], gate: Gate
) -> None:
    stage, engine = guarded
    engine.says = lambda request: dict.fromkeys(
        request.select, Verdict.FAIL if request.visibility == "hidden" else Verdict.PASS
    )
    stage.act("check")
    until(lambda: len(private(stage, "check.ended")) == len(ids(stage)), why="hidden checks have ended")
    theirs = json.loads(stage.run("check", "--json", "--as", "interviewer", "--session", stage.session, code=1))
    assert {one["id"] for one in theirs["checks"] if one["visibility"] == "hidden"} == ids(stage)
    assert theirs["passed"] is False
    own = json.loads(stage.run("check", "--json", "--as", "candidate", "--session", stage.session))
    assert {one["visibility"] for one in own["checks"]} == {"visible"}
    assert own["passed"] is True
    assert "Hidden checks" in stage.run("check", "--as", "interviewer", "--session", stage.session, code=1)
