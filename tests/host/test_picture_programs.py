"""Full-screen programs, compared cell by cell with what the candidate's terminal really gets painted."""

import shutil
from collections.abc import Iterator

import pytest

from tests.host.conftest import Stage, until, write_package
from tests.host.painting import Cells, cells_of, painted
from tests.host.screens import Screen
from tests.host.test_picture import Viewer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

CODE = '''\
def attend(query, key, scale=0.5):
    """注意: 幅の広い文字 and narrow ones — 漢字かな交じり文."""
    return [q * k * scale for q, k in zip(query, key)]  # TODO(me): 丸 ○ ● ✓ é ﬁ
'''
CURSES = """\
import curses

BOLD = curses.A_BOLD

def draw(screen):
    curses.use_default_colors()
    for number in range(1, 16):
        curses.init_pair(number, number % 8, number * 16 % 256)
        screen.addstr(number, 2 * number, f" colour {number} ", curses.color_pair(number) | BOLD * (number % 2))
    screen.box()
    screen.addstr(18, 4, "underlined", curses.A_UNDERLINE)
    screen.addstr(18, 20, "reversed", curses.A_REVERSE | curses.A_DIM)
    screen.hline(20, 4, curses.ACS_HLINE, 30)
    screen.addstr(21, 4, "漢字 in a window")
    window = curses.newwin(6, 30, 12, 60)
    window.bkgd(" ", curses.color_pair(12))
    window.box()
    window.addstr(2, 2, "press q")
    screen.refresh()
    window.refresh()
    while screen.getch() != ord("q"):
        pass

curses.wrapper(draw)
"""


@pytest.fixture
def room(stage: Stage) -> Iterator[tuple[Screen, Viewer]]:
    """A terminal with a shell in front, and somebody who watches it."""
    stage.environment.update({"EDITOR": "", "VISUAL": "", "COLORTERM": "truecolor"})
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    screen = Screen(stage)
    until(screen.asks, why="the shell asks for a command")
    (stage.workspace / "code.py").write_text(CODE)
    (stage.workspace / "draw.py").write_text(CURSES)
    for name in ("code.py", "draw.py"):
        (stage.workspace / name).chmod(0o666)
    screen.tmux("select-window", "-t", "=proctor:Editor")
    viewer = Viewer(stage)
    yield screen, viewer
    viewer.raw.close()


def settle(screen: Screen, viewer: Viewer, words: str) -> Cells:
    """Wait until words are shown and both readings agree; every cell that they do not agree in is named."""
    until(lambda: viewer.reads(words), why=f"{words!r} is shown")
    before: list[tuple[int, int]] = []

    def agree() -> bool:
        seen, real = cells_of(viewer.see()), painted(screen.socket, viewer.picture.columns, viewer.picture.lines)
        before[:] = [
            (y, x) for y, (a, b) in enumerate(zip(seen, real, strict=True)) for x, c in enumerate(a) if c != b[x]
        ]
        return not before

    try:
        until(agree, why="both show the same", patience_s=15)
    except pytest.fail.Exception:
        pytest.fail(f"different cells: {before[:20]}")
    return cells_of(viewer.picture)


def looks(cells: Cells) -> set[str]:
    return {word for row in cells for cell in row for word in cell.look}


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
def test_vim_with_colours_splits_wide_text_and_a_selection(room: tuple[Screen, Viewer]) -> None:
    screen, viewer = room
    screen.type("vim -u NONE -N -c 'syntax on' code.py")
    assert "38=5;4" in looks(settle(screen, viewer, "注意"))
    screen.type(":set termguicolors cursorline number list hlsearch | colorscheme desert | vsplit")
    assert any(look.startswith("38=2;") for look in looks(settle(screen, viewer, "attend")))
    screen.press("g", "g", "v", "j", "$")
    settle(screen, viewer, "VISUAL")
    screen.press("Escape", "G", "O", *"kürzer 漢", "Escape")
    settle(screen, viewer, "kürzer 漢")
    screen.type(":split | /scale")
    settle(screen, viewer, "scale")
    screen.type(":qa!")
    until(screen.asks, why="the shell is back")
    until(lambda: not viewer.reads("def attend"), why="the picture too")


@pytest.mark.skipif(shutil.which("nano") is None, reason="nano is not installed")
def test_nano(room: tuple[Screen, Viewer]) -> None:
    screen, viewer = room
    screen.type("nano -l code.py")
    settle(screen, viewer, "GNU nano")
    screen.press("C-w")
    screen.press(*"scale", "Enter")
    screen.press(*"漢 typed ")
    settle(screen, viewer, "漢 typed")
    screen.press("C-x")
    screen.press("n")
    until(screen.asks, why="the shell is back")


def test_a_full_screen_program_in_python(room: tuple[Screen, Viewer]) -> None:
    screen, viewer = room
    screen.type("python draw.py")
    cells = settle(screen, viewer, "press q")
    assert {"1", "4", "7"} <= looks(cells)
    assert cells[0][0].text == "┌"
    assert viewer.picture.cursor is not None
    screen.press("q")
    until(screen.asks, why="the shell is back")
