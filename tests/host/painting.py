"""What a terminal shows, cell by cell, read in two ways that share nothing with each other or with the product.

`painted` reads the bytes that tmux paints for a client on a pty; `cells_of` reads the rows of a picture.
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from proctor.session.screen import Screen
from tests.host.conftest import until

TOKEN = re.compile(
    r"\x1b\[(?P<codes>[?>]?[0-9;:]*)(?P<do>[@-~])|\x1b[()](?P<set>.)|\x1b\].*?(?:\x07|\x1b\\)|\x1b[=>78]"
    r"|(?P<text>[^\x00-\x1f\x7f]+)|(?P<control>[\x00-\x1f])",
    re.DOTALL,
)
DRAWING = str.maketrans("`afgijklmnopqrstuvwxyz{|}~", "◆▒°±␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")


class Cell(NamedTuple):
    """One cell; `look` is everything that SGR has set, as a set of words."""

    text: str = " "
    look: frozenset[str] = frozenset()


Cells = list[list[Cell]]


def width(character: str) -> int:
    """Cells of a character: 0 for what is written over the one before."""
    if unicodedata.combining(character) or character in "\ufe0f\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def looked(look: frozenset[str], codes: str) -> frozenset[str]:
    """The look after one SGR escape; a place (fore, back) has one colour."""
    words = (codes or "0").replace("38:2:", "38;2;").split(";")
    while words:
        word = words.pop(0)
        if word in {"", "0"}:
            look = frozenset()
        elif word in {"38", "48", "58"}:
            count = 1 if words[0] == "5" else 3
            colour, words = ";".join(words[: count + 1]), words[count + 1 :]
            if word != "58":
                look = without(look, word) | {f"{word}={colour}"}
        elif word in {"39", "49"}:
            look = without(look, word[0] + "8")
        elif len(word) >= 2 and word[:-1] in {"3", "4", "9", "10"}:
            bright = 8 if word[:-1] in {"9", "10"} else 0
            place = "38" if word[:-1] in {"3", "9"} else "48"
            look = without(look, place) | {f"{place}=5;{int(word[-1]) + bright}"}
        else:
            look |= {"4" if word.startswith("4:") else word}
    return look


def without(look: frozenset[str], place: str) -> frozenset[str]:
    return frozenset(word for word in look if not word.startswith(place + "="))


class Grid:
    """Just enough of a terminal for what tmux paints; whatever else comes is an error."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self.cells: Cells = [[Cell() for _ in range(columns)] for _ in range(lines)]
        self.x = self.y = 0
        self.look: frozenset[str] = frozenset()
        self.drawing = False

    def feed(self, text: str) -> None:
        for token in TOKEN.finditer(text):
            if token["text"]:
                self.write(token["text"].translate(DRAWING) if self.drawing else token["text"])
            elif token["set"]:
                self.drawing = token["set"] == "0"
            elif token["control"]:
                self.control(token["control"])
            elif token["do"]:
                self.escape(token["codes"], token["do"])

    def write(self, text: str) -> None:
        for character in text:
            cells = width(character)
            if cells == 0:
                self.put(self.x - 1, self.cells[self.y][self.x - 1].text + character)
                continue
            self.put(self.x, character)
            if cells == 2:
                self.put(self.x + 1, "")
            self.x += cells

    def put(self, x: int, text: str) -> None:
        if x < self.columns:
            self.cells[self.y][x] = Cell(text, self.look)

    def control(self, character: str) -> None:
        if character == "\r":
            self.x = 0
        elif character == "\n":
            self.y += 1
        elif character == "\b":
            self.x -= 1
        else:
            assert character in "\x0f\x07", repr(character)

    def escape(self, codes: str, do: str) -> None:
        if do == "m" and not codes.startswith(">"):
            self.look = looked(self.look, codes)
        elif do == "H":
            row, _, column = codes.partition(";")
            self.y, self.x = int(row or 1) - 1, int(column or 1) - 1
        elif do in "KXJ":
            self.erase(do, codes)
        elif do in "CABDdG":
            self.move(do, int(codes or 1))
        else:
            assert do in "hlrcntqupm", f"{codes!r} {do!r}"

    def erase(self, do: str, codes: str) -> None:
        blank = Cell(look=frozenset(word for word in self.look if word.startswith("48=")))
        if do == "J":
            assert codes in {"", "0", "2"}, codes
            for line in self.cells[0 if codes == "2" else self.y + 1 :]:
                line[:] = [blank] * self.columns
        start = 0 if codes in {"1", "2"} and do == "K" else self.x
        end = self.x + int(codes or 1) if do == "X" else self.x + 1 if codes == "1" else self.columns
        for x in range(start, min(end, self.columns)):
            self.cells[self.y][x] = blank

    def move(self, do: str, by: int) -> None:
        if do in "dG":
            self.x, self.y = (by - 1, self.y) if do == "G" else (self.x, by - 1)
        else:
            self.x += {"C": by, "D": -by}.get(do, 0)
            self.y += {"B": by, "A": -by}.get(do, 0)


def cells_of(picture: Screen) -> Cells:
    """The cells of a picture; each row is read by itself."""
    grid = Grid(picture.columns, picture.lines)
    for number, row in enumerate(picture.rows):
        grid.x, grid.y, grid.look = 0, number, frozenset()
        grid.feed(row)
    return grid.cells


@contextmanager
def client(attach: Sequence[str], columns: int, lines: int, **environment: str) -> Iterator[int]:
    """A terminal of that size that shows what `attach` says, and its near end."""
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    settings = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
    settings.pop("TMUX", None)
    process = subprocess.Popen(attach, env=settings, stdin=far, stdout=far, stderr=far, start_new_session=True)
    os.close(far)
    os.set_blocking(near, False)
    try:
        yield near
    finally:
        process.kill()
        process.wait()
        os.close(near)


def painted(socket: Path, columns: int, lines: int) -> Cells:
    """What another client of that size gets painted, the status line left out."""
    attach = ["tmux", "-u", "-T", "256,RGB,overline,usstyle", "-S", str(socket)]
    attach += ["attach-session", "-t", "=proctor", "-f", "ignore-size,read-only"]
    got = bytearray()
    quiet = 0

    def whole(near: int) -> bool:
        nonlocal quiet
        quiet += 1
        with suppress(BlockingIOError):
            got.extend(os.read(near, 1 << 16))
            quiet = 0
        return b" Editor " in got and quiet > 5

    with client(attach, columns, lines + 1) as near:
        until(lambda: whole(near), why="everything is painted", patience_s=10)
    grid = Grid(columns, lines + 1)
    grid.feed(got.decode(errors="replace"))
    return grid.cells[:lines]
