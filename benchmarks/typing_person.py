"""A candidate who types in vim at a terminal of their own, and how long after each key its letter is where."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks.faults import BenchmarkFault
from benchmarks.pty_program import PtyProgram
from benchmarks.screen import Screen
from benchmarks.stage import Sitting, Stage, stage

MARK: Final = "mirrored:"
LETTER: Final = "Q"
KEYS_PER_S: Final = 7.0
_F12: Final = b"\x1b[24~"
_CHECKS: Final = b"3"
_BACKSPACE: Final = b"\x7f"
_VIM: Final = "vim -u NONE -N"
_SETTLE_S: Final = 0.5


class Typist:
    """Types a letter behind the mark and takes it away again, at an even pace."""

    def __init__(self, terminal: PtyProgram) -> None:
        self.terminal = terminal

    def to_work(self) -> None:
        """Turn from vim to the window with the checks."""
        self.terminal.press(_F12)
        time.sleep(_SETTLE_S)
        self.terminal.press(_CHECKS)
        self.terminal.wait_for(lambda screen: " hold" in screen.text, what="the checks")

    def pair(self, *others: PtyProgram) -> tuple[int, ...]:
        """Spans (ns) from the key to the letter: at the candidate's own terminal, then at each of the others.

        Nobody paints while bytes are under way, so that painting delays no time-stamp.
        """
        pressed_ns = time.monotonic_ns()
        self.terminal.press(LETTER.encode())
        time.sleep(1 / KEYS_PER_S / 2)
        spans = tuple(program.wait_for(_typed, what="the letter") - pressed_ns for program in (self.terminal, *others))
        self.terminal.press(_BACKSPACE)
        time.sleep(1 / KEYS_PER_S / 2)
        for program in (self.terminal, *others):
            program.wait_for(_taken_back, what="the letter's end")
        return spans

    def press_only(self) -> int:
        """Type the pair and look at nothing; the instant (ns) of the letter's key."""
        pressed_ns = time.monotonic_ns()
        self.terminal.press(LETTER.encode())
        time.sleep(1 / KEYS_PER_S / 2)
        self.terminal.press(_BACKSPACE)
        time.sleep(1 / KEYS_PER_S / 2)
        self.terminal.paint()
        return pressed_ns


@contextmanager
def typist() -> Iterator[tuple[Sitting, Typist]]:
    """A session in WORK whose candidate has vim in front, with the mark on a line of its own, ready to type."""
    if shutil.which("vim") is None:
        raise BenchmarkFault("a candidate who types needs vim; install it first")
    with stage() as place:
        sitting = place.working_session()
        with _with_vim(place).at_terminal("join", sitting.folder.id) as terminal:
            terminal.wait_for(lambda screen: " hold" in screen.text, what="the candidate's screen")
            terminal.press(_F12)
            terminal.wait_for(lambda screen: "def forward" in screen.text and "~" in screen.text, what="vim")
            time.sleep(_SETTLE_S)
            terminal.press(f"ggO# {MARK}".encode())
            terminal.wait_for(shows_mark, what="the mark")
            yield sitting, Typist(terminal)


def shows_mark(screen: Screen) -> bool:
    """Whether the line with the mark is on a screen."""
    return MARK in screen.text


def _typed(screen: Screen) -> bool:
    return MARK + LETTER in screen.text


def _taken_back(screen: Screen) -> bool:
    return MARK in screen.text and MARK + LETTER not in screen.text


def _with_vim(place: Stage) -> Stage:
    return Stage(place.folder, {**place.environment, "EDITOR": _VIM})
