"""What kind of terminal the caller sits at, and asking a question there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

NO_TMUX_VARIABLE: Final = "PROCTOR_NO_TMUX"
OLDEST_TMUX: Final = (3, 2)
_TIDY: Final = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[0m\x1b[r\x1b[H\x1b[2J"
"""Mouse, focus and paste reports off, cursor on, plain letters, the whole screen, empty."""


def can_show_screens(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a full screen can be drawn here: input and output are a terminal, and not a dumb one."""
    return sys.stdin.isatty() and sys.stdout.isatty() and environment.get("TERM", "dumb") != "dumb"


def ask(statement: str) -> bool:
    """Whether the person agrees; nobody is asked, and so nobody disagrees, where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    print(f"{statement} Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def run_full_screen(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Let a program have the terminal, and tidy up after one that failed. Its exit code."""
    import termios  # noqa: PLC0415 no other command needs it

    before = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() else None
    code = subprocess.run(command, env=environment, check=False).returncode
    if code and before is not None:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
        sys.stdout.write(_TIDY)
        sys.stdout.flush()
    return code


def has_tmux(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a tmux that is new enough can be used, and nobody asked to do without."""
    program = shutil.which("tmux", path=environment.get("PATH"))
    if environment.get(NO_TMUX_VARIABLE) or program is None:
        return False
    try:
        said = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tmux_version(said) >= OLDEST_TMUX


def tmux_version(said: str) -> tuple[int, int]:
    """Major and minor of what `tmux -V` says (`tmux 3.3a`, `tmux next-3.5`); (0, 0) if it says nothing known."""
    found = re.search(r"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)
