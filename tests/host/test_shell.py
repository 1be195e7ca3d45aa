"""The candidate's window of a real session: driven by keys, with the host, the record and the clock around it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from proctor.host.shell.isolation import SEALED, shell_isolation
from proctor.link.plain import PlainLink
from tests.host.conftest import Stage, until, write_package
from tests.host.screens import Screen

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
    pytest.mark.skipif(shell_isolation().level != SEALED, reason=shell_isolation().note),
]


@pytest.fixture
def screen(stage: Stage) -> Screen:
    """A session in its work, with bash in the editor's window."""
    stage.environment.update({"EDITOR": "", "VISUAL": ""})
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    screen = Screen(stage, SHELL="/bin/bash")
    stage.act("begin")
    stage.act("extend", "60")
    until(screen.asks, why="the shell asks for a command")
    return screen


def _says(screen: Screen, command: str, stage: Stage) -> str:
    """What a command prints in the window, read from the workspace as a host sees it."""
    said, done = stage.workspace / "said", stage.workspace / "done"
    done.unlink(missing_ok=True)
    screen.type(f"clear; ({command}) > said 2>&1; touch done")
    until(done.exists, why=f"{command} has ended")
    return said.read_text()


def _descendants(pid: int) -> set[int]:
    found, new = set[int](), {pid}
    while new:
        words = ["pgrep", "-P", ",".join(map(str, new))]
        new = {int(line) for line in subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()}
        found |= new
    return found


def test_the_commands_of_a_candidate_work_inside(screen: Screen, stage: Stage) -> None:
    """They know their session by its socket; what they have no part in says so in words."""
    said = _says(screen, "proctor status; proctor; proctor spec; python -m proctor history", stage)
    assert said.count(f"Session {stage.session}: A short one") == 2
    assert "Workspace: /workspace" in said
    assert "Make value() return 2." in said
    assert "answer.py" in said
    elsewhere = ("check --all-snapshots", "diff", "join", "start x", "status other")
    said = _says(screen, "".join(f"proctor {words}; " for words in elsewhere) + f"cat {stage.folder}/*", stage)
    for command in ("diff", "start", "check --all-snapshots"):
        assert f"proctor {command} does not work" in said
    assert "the other window" in said
    assert "no other session" in said
    assert "Traceback" not in said
    assert "phase.began" not in said


@pytest.mark.slow
def test_checks_and_the_end_of_the_work_from_inside(screen: Screen, stage: Stage) -> None:
    """Editing, checking, taking back and submitting need no other window."""
    said = _says(screen, "sed -i 's/return 1/return 2/' answer.py && proctor check; echo code $?", stage)
    assert "code 0" in said, said
    said = _says(screen, "proctor restore answer.py --at start; grep -c 'return 1' answer.py; echo >> answer.py", stage)
    assert "Brought back" in said, said
    assert said.endswith("\n1\n"), "a file that the host put there stays the candidate's"
    _says(screen, "proctor submit --yes && proctor respond 'this is why'; echo late >> answer.py", stage)
    until(lambda: stage.status()["late_snapshots"], why="the late save is kept")
    stage.act("feedback", "--strength", "It is right.", "--improvement", "It is short.")
    said = _says(screen, "proctor revise; cat late-edits/answer.py; echo >> late-edits/answer.py && echo mine", stage)
    assert stage.status()["phase"] == "revision", said
    assert said.endswith("late\nmine\n")
    assert "Traceback" not in said


def test_ctrl_z_leads_to_the_shell_and_fg_back(stage: Stage) -> None:
    """The editor is a job of the candidate's bash; a save in it becomes a snapshot."""
    if not shutil.which("vim"):
        pytest.skip("vim is not installed")
    stage.environment["EDITOR"] = "vim"
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    stage.act("begin")
    stage.act("extend", "60")
    screen = Screen(stage, SHELL="/bin/bash", EDITOR="vim -u NONE")
    until(lambda: "def value" in screen.shows("Editor"), why="the editor shows the task")
    screen.press("C-z")
    until(lambda: "Stopped" in screen.shows("Editor"), why="the editor steps aside")
    screen.type("fg")
    until(lambda: "def value" in screen.shows("Editor"), why="the editor is back")
    before = stage.status()["snapshots"]
    screen.press("G", "o", "# a thought", "Escape", ":wq", "Enter")
    until(lambda: stage.status()["snapshots"] > before, why="the save was recorded")
    assert "# a thought" in (stage.workspace / "answer.py").read_text()
    until(lambda: screen.shows("Editor").rstrip().endswith("$"), why="the shell is still there")


@pytest.mark.slow
def test_ctrl_c_ends_a_program_and_nothing_else(screen: Screen) -> None:
    """Not the sandbox around it."""
    pane = screen.tmux("display-message", "-p", "-t", "proctor:Editor", "#{pane_pid}")
    screen.type("clear; echo $((6 * 7)) begins; cat")
    until(lambda: "42 begins" in screen.shows("Editor"), why="it runs")
    screen.press("C-c")
    screen.type("echo $((6 * 8)) goes on")
    until(lambda: "48 goes on" in screen.shows("Editor"), why="the shell goes on")
    assert screen.tmux("display-message", "-p", "-t", "proctor:Editor", "#{pane_pid}") == pane


def test_a_window_that_is_killed_takes_everything_along(screen: Screen, stage: Stage) -> None:
    """Also what was started to stay; and a new one comes."""
    pane = int(screen.tmux("display-message", "-p", "-t", "proctor:Editor", "#{pane_pid}"))
    screen.type("setsid sleep 1000 & setsid nohup sleep 1001 &")
    until(lambda: len(_descendants(pane)) >= 4, why="they run")
    family = _descendants(pane)
    os.kill(pane, signal.SIGKILL)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), why="nothing of it is left")
    fresh = ("display-message", "-p", "-t", "proctor:Editor", "#{pane_dead} #{pane_pid}")
    until(lambda: screen.tmux(*fresh).startswith("0 ") and str(pane) not in screen.tmux(*fresh), why="a new one")
    assert "def value" in _says(screen, "cat answer.py", stage)


@pytest.mark.slow
def test_a_shell_outlives_its_host(screen: Screen, stage: Stage) -> None:
    """The commands in it find the next one by the same name."""
    first = stage.host_pid()
    os.kill(first, signal.SIGKILL)
    stage.run("history", "--session", stage.session)
    assert stage.host_pid() != first
    assert f"Session {stage.session}" in _says(screen, "proctor status", stage)


def test_what_a_client_offers_chooses_no_program_outside(stage: Stage, tmp_path: Path) -> None:
    """The account's own tmux, Python and proctor run there, whatever path, home or folder a candidate names."""
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    trap = tmp_path / "trap"
    shutil.copytree(stage.workspace, trap)
    marks = []
    for folder in (trap, stage.workspace):
        (folder / "proctor").mkdir()
        for name in ("proctor/__init__.py", "sitecustomize.py"):
            marks.append(tmp_path / f"{len(marks)}.ran")
            (folder / name).write_text(f"open({str(marks[-1])!r}, 'w').close()\n")
    marks.append(tmp_path / "tmux.ran")
    (trap / "tmux").write_text(f'#!/bin/sh\ntouch {marks[-1]}\nexec {shutil.which("tmux")} "$@"\n')
    (trap / "tmux").chmod(0o755)
    offered = {"PATH": f"{trap}:{os.environ['PATH']}", "PYTHONPATH": str(trap), "HOME": str(trap), "EDITOR": ""}
    screen = Screen(stage, **offered)
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is drawn")
    until(screen.asks, why="the shell asks for a command")
    assert [mark for mark in marks if mark.exists()] == []


@pytest.mark.slow
def test_an_editor_on_ones_own_terminal_is_kept_apart_too(stage: Stage) -> None:
    """Without tmux the screen steps aside for what the host names."""
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    editor = f"sh -c 'ls -d / {stage.folder} > seen 2>&1; echo $1 >> seen' sh"
    environment = {"PATH": os.environ["PATH"], "EDITOR": editor}
    with PlainLink(stage.places.socket("candidate")) as link:
        command = link.act("editor", {"env": environment}, timeout_s=20)["command"]
    assert command[0] == sys.executable
    subprocess.run(command, check=True, timeout=60, env=stage.environment, stdin=subprocess.DEVNULL)
    said = (stage.workspace / "seen").read_text()
    assert "No such file" in said
    assert said.endswith("tour.py\n")
