import os
import pty
import subprocess
import sys
import termios
from collections.abc import Callable

import pytest

from tests.cli.conftest import StartHost, Write
from tests.cli.written import BEGUN

AtTerminal = Callable[..., tuple[int, str]]


@pytest.fixture
def at_terminal() -> AtTerminal:
    """Run a command line at a terminal, type `typed`, and return its exit code and all that was shown."""

    def run(*words: str, typed: str = "", **variables: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "proctor", *words]
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **variables})
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        try:
            while block := os.read(ours, 4096):
                shown += block
        except OSError:
            pass  # Linux says so when the last one who writes has left
        os.close(ours)
        return process.wait(30), shown.decode()

    return run


@pytest.mark.parametrize(("typed", "agrees"), [("y\n", True), ("\n", False), ("n\n", False), ("\x04", False)])
def test_at_a_terminal_one_is_asked_before_handing_in(
    typed: str, agrees: bool, write_session: Write, start_host: StartHost, at_terminal: AtTerminal
) -> None:
    host = start_host(write_session("one", *BEGUN))
    left, shown = at_terminal("submit", "one", typed=typed)
    assert "Your work is handed in as it stands on disk" in shown
    assert left == (0 if agrees else 130)
    assert len(host.acts) == int(agrees)


def test_told_so_it_does_not_ask(write_session: Write, start_host: StartHost, at_terminal: AtTerminal) -> None:
    host = start_host(write_session("one", *BEGUN))
    assert at_terminal("submit", "one", "--yes")[0] == 0
    assert len(host.acts) == 1


def test_a_dumb_terminal_gets_no_screen(write_session: Write, start_host: StartHost, at_terminal: AtTerminal) -> None:
    start_host(write_session("one", *BEGUN))
    code, shown = at_terminal("join", "one", TERM="dumb")
    assert code == 2
    assert "no terminal that a screen can be drawn on" in shown


def test_the_terminals_own_tmux_is_shown_and_left(
    write_session: Write, start_host: StartHost, at_terminal: AtTerminal
) -> None:
    host = start_host(write_session("one", *BEGUN))
    host.answers["terminal"] = lambda _args: {"attach": ["sh", "-c", "test -t 0 && test -t 1 && echo a screen"]}
    if not any(os.access(f"{folder}/tmux", os.X_OK) for folder in os.environ["PATH"].split(":")):
        pytest.skip("there is no tmux here")
    code, shown = at_terminal("join", "one", TERM="xterm")
    assert code == 0
    assert "a screen" in shown
    assert "Come back with: proctor join one" in shown


def test_a_program_that_dies_with_the_terminal_in_disorder_leaves_it_in_order() -> None:
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    script = (
        "import os, sys; from proctor.cli.terminal import run_full_screen;"
        "sys.exit(run_full_screen(['sh', '-c', 'stty raw -echo; exit 7'], os.environ))"
    )
    done = subprocess.run([sys.executable, "-c", script], stdin=theirs, stdout=theirs, check=False, timeout=30)
    assert done.returncode == 7
    assert termios.tcgetattr(theirs) == before
    assert b"\x1b[?25h" in os.read(ours, 4096)
    os.close(ours)
    os.close(theirs)
