"""The candidate's private terminal, driven through the real tmux."""

import contextlib
import os
import pty
import shutil
import signal
import subprocess

import pytest

from proctor.link.plain import PlainLink
from tests.host.conftest import Stage, until, write_package
from tests.host.painting import client
from tests.host.screens import Screen

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def screen(stage: Stage) -> Screen:
    """The terminal of a session in its lobby."""
    stage.environment.update({"EDITOR": "", "VISUAL": ""})
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    return Screen(stage)


def test_two_windows_and_one_key(screen: Screen) -> None:
    assert screen.tmux("list-windows", "-F", "#{window_name}").split() == ["Work", "Editor"]
    assert screen.tmux("list-keys").split() == ["bind-key", "-T", "root", "F12", "next-window"]
    assert screen.tmux("show-options", "-gv", "prefix").strip() == "None"
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is drawn")


def test_commands_work_in_the_editor_window_without_arguments(screen: Screen, stage: Stage) -> None:
    until(screen.asks, why="the shell asks for a command")
    screen.type("python -m proctor status | head -3")
    until(lambda: "Lobby" in screen.shows("Editor"), why="proctor finds its session")
    screen.type("python -c 'import torch; print(6 * 7, \"apples\")'")
    until(lambda: "42 apples" in screen.shows("Editor"), why="python has torch")


def test_the_editor_opens_on_the_task_when_the_clock_starts(stage: Stage) -> None:
    stage.environment["EDITOR"] = "sh -c 'echo \"editing $1\"; read line' sh"
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    screen = Screen(stage)
    until(lambda: "editing tour.py" in screen.shows("Editor"), why="the tour is open")
    stage.act("begin")
    until(lambda: "editing answer.py" in screen.shows("Editor"), why="the task is open")
    assert screen.tmux("display-message", "-p", "-t", "proctor:", "#{window_name}").strip() == "Work"


def test_leaving_the_shell_gives_a_new_one(screen: Screen) -> None:
    until(screen.asks, why="the shell asks for a command")
    pid = screen.tmux("display-message", "-p", "-t", "proctor:Editor", "#{pane_pid}")
    screen.type("exit")
    until(lambda: screen.tmux("display-message", "-p", "-t", "proctor:Editor", "#{pane_pid}") != pid, why="a new shell")
    until(screen.asks, why="the new shell asks for a command")


def test_a_killed_screen_comes_back_by_itself(screen: Screen, stage: Stage) -> None:
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is drawn")
    pane = screen.tmux("display-message", "-p", "-t", "proctor:Work", "#{pane_pid}").strip()
    drawn_by = subprocess.run(["pgrep", "-P", pane], capture_output=True, text=True, check=True).stdout.split()
    subprocess.run(["kill", "-9", *drawn_by], check=True)
    until(lambda: "starts again" in screen.shows("Work"), why="it says what happens")
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is drawn again")
    assert stage.status()["phase"] == "lobby"


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_however_often_the_shell_is_left_there_is_a_new_one_soon(screen: Screen) -> None:
    """A dead window is shut for ever; tmux misses about one end in ten where logins are noted."""
    shown = ("display-message", "-p", "-t", "=proctor:Editor", "#{pane_dead} #{pane_pid}")
    for _ in range(40):
        until(screen.asks, why="the shell asks for a command")
        pid = screen.tmux(*shown).split()[1]
        screen.type("exit")
        until(
            lambda pid=pid: screen.tmux(*shown).startswith("0 ") and pid not in screen.tmux(*shown),
            why="a new shell",
            patience_s=3.0,
        )


@pytest.mark.slow
def test_a_shell_killed_while_it_floods_costs_its_window_and_not_the_terminal(screen: Screen) -> None:
    """A new program in a window whose old output a control client has not read yet crashes tmux."""
    shown = ("display-message", "-p", "-t", "=proctor:Editor", "#{pane_dead} #{pane_pid} #{pid}")
    screen.tmux("select-window", "-t", "=proctor:Editor")
    for turn in range(10):
        until(screen.asks, why="the shell asks for a command")
        _, pid, server = screen.tmux(*shown).split()
        screen.type("yes")
        until(lambda: screen.shows("Editor").count("y\n") > 20, why="it floods")
        if turn % 2:
            screen.type("x" * 20 * turn)
        subprocess.run(["pkill", "-9", "-g", pid], check=True)
        until(lambda pid=pid: screen.tmux(*shown) and pid not in screen.tmux(*shown), why="a new shell", patience_s=5.0)
        assert screen.tmux(*shown).split()[2] == server
    assert screen.tmux("list-windows", "-F", "#{window_index} #{window_name} #{window_active}").splitlines() == [
        "0 Work 0",
        "1 Editor 1",
    ]


@pytest.mark.slow
def test_a_window_that_died_without_a_host_lives_again_with_the_next(screen: Screen, stage: Stage) -> None:
    shown = ("display-message", "-p", "-t", "=proctor:Editor", "#{pane_dead} #{pane_pid}")
    until(screen.asks, why="the shell asks for a command")
    os.kill(stage.host_pid(), signal.SIGKILL)
    screen.tmux("set-hook", "-gu", "pane-died")  # as if tmux had missed it
    pid = screen.tmux(*shown).split()[1]
    screen.type("exit")
    until(lambda: screen.tmux(*shown).startswith("1 "), why="the window is dead")
    stage.act("note", "there is a host again")
    until(
        lambda: screen.tmux(*shown).startswith("0 ") and pid not in screen.tmux(*shown), why="it lives", patience_s=5.0
    )
    assert screen.asks() or until(screen.asks, why="the shell asks for a command")


def test_warnings_reach_the_candidate_and_leaving_lets_only_them_go(screen: Screen, stage: Stage) -> None:
    def clients() -> list[str]:
        return sorted(screen.tmux("list-clients", "-F", "#{client_control_mode}").split())

    until(lambda: clients() == ["1"], why="the picture is taken")
    with client(screen.attach, 80, 24) as near:
        until(lambda: clients() == ["0", "1"], why="the candidate is there")
        seen = bytearray()

        def shown() -> bool:
            with contextlib.suppress(BlockingIOError):
                seen.extend(os.read(near, 1 << 16))
            return b"Something was written to you" in seen

        stage.act("hint", "Look at the shapes")
        until(shown, why="it says so over the window")
        with PlainLink(stage.places.socket("candidate")) as link:
            link.act("leave", {})
        until(lambda: clients() == ["1"], why="only the picture is left")


@pytest.mark.parametrize("window", ["Work", "Editor"])
def test_no_window_stays_dead(screen: Screen, window: str) -> None:
    shown = ("display-message", "-p", "-t", f"proctor:{window}", "#{pane_dead} #{pane_pid}")
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is drawn")
    pid = screen.tmux(*shown).split()[1]
    subprocess.run(["pkill", "-9", "-g", pid], check=True)
    until(lambda: screen.tmux(*shown).startswith("0 ") and pid not in screen.tmux(*shown), why="it lives again")
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is still drawn, or again")


def test_the_clock_is_on_the_status_line(screen: Screen, stage: Stage) -> None:
    stage.act("begin")
    stage.act("extend", "60")
    until(lambda: "min left" in screen.tmux("show-options", "-gv", "status-right"), why="the clock runs")
    stage.act("pause", "--reason", "break")
    until(lambda: "PAUSED" in screen.tmux("show-options", "-gv", "status-right"), why="the pause shows")


def test_a_terminal_whose_session_is_deleted_ends(screen: Screen, stage: Stage) -> None:
    until(lambda: "Start the clock" in screen.shows("Work"), why="the lobby is drawn")
    assert screen.tmux("display-message", "-p", "#{pid}")
    os.kill(stage.host_pid(), signal.SIGKILL)
    stage.folder.rename(stage.folder.with_name("elsewhere"))
    screen.tmux("send-keys", "-t", "proctor:Work", "q")
    until(lambda: not screen.tmux("display-message", "-p", "#{pid}"), why="nothing is left running")


@pytest.mark.slow
def test_whoever_edits_when_time_is_up_reads_that_the_work_is_handed_in(screen: Screen, stage: Stage) -> None:
    near, far = pty.openpty()
    os.set_blocking(near, False)
    environment = {**stage.environment, "TERM": "xterm"}
    seen = bytearray()

    def shown() -> bool:
        with contextlib.suppress(BlockingIOError):
            seen.extend(os.read(near, 1 << 16))
        return b"Your work is handed in" in seen

    with subprocess.Popen(screen.attach, env=environment, stdin=far, stdout=far, stderr=far) as client:
        stage.act("begin")
        until(shown, why="time is up")
        client.terminate()
    os.close(near)
    os.close(far)
