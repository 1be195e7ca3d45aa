"""The picture of the candidate's terminal: live, exact, and without a trace in the terminal itself."""

import os
import shutil
import signal
import time
from collections.abc import Iterator

import pytest

from proctor.link.messages import NO_EVENTS, FromHost, Hello, Shown, from_host, line
from proctor.record.screens import screen_at, screens
from proctor.session.screen import Screen as Picture
from proctor.session.screen import ScreenRecord
from tests.host.conftest import Stage, until, write_package
from tests.host.painting import Cell, cells_of, client, painted
from tests.host.raw import Raw
from tests.host.screens import Screen

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

COLUMNS, LINES = 100, 30
IN_COLOURS = 'printf "\\033[1;31mred\\033[0m \\033[44mon blue\\n\\n\\033[0m\\033(0lqk\\033(B plain\\n"'


class Viewer:
    """Somebody who watches; `picture` is what they have been shown so far."""

    def __init__(self, stage: Stage) -> None:
        hello = Hello(client=os.urandom(4).hex(), name="Ada", from_seq=NO_EVENTS, screen=True, picture=True)
        self.raw = Raw(stage, "interviewer", line(hello))
        self.raw.socket.settimeout(0)
        self.rest = b""
        self.picture = Picture()
        self.records: list[ScreenRecord] = []

    def see(self) -> Picture:
        """Take what came and return the picture."""
        try:
            while got := self.raw.socket.recv(1 << 20):
                *lines, self.rest = (self.rest + got).split(b"\n")
                for text in lines:
                    self.hear(from_host.decode(text))
        except BlockingIOError:
            pass
        return self.picture

    def hear(self, told: FromHost) -> None:
        if isinstance(told, Shown):
            self.records.append(told.record)
            self.picture = self.picture.after(self.records[-1])

    def reads(self, words: str) -> bool:
        return any(words in row for row in self.see().rows)


@pytest.fixture
def screen(stage: Stage) -> Screen:
    """A session's terminal with a shell in front."""
    stage.environment.update({"EDITOR": "", "VISUAL": ""})
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    made = Screen(stage)
    until(made.asks, why="the shell asks for a command")
    made.tmux("select-window", "-t", "=proctor:Editor")
    return made


@pytest.fixture
def viewer(screen: Screen, stage: Stage) -> Iterator[Viewer]:
    """Somebody who watches that terminal."""
    made = Viewer(stage)
    yield made
    made.raw.close()


def same(viewer: Viewer, screen: Screen) -> bool:
    return cells_of(viewer.see()) == painted(screen.socket, COLUMNS, viewer.picture.lines)


def test_a_viewer_sees_every_cell_in_its_colours(screen: Screen, viewer: Viewer) -> None:
    screen.type(IN_COLOURS)
    until(lambda: viewer.reads("┌─┐ plain"), why="the lines are drawn")
    until(lambda: same(viewer, screen), why="both show the same")
    assert Cell("r", frozenset({"1", "38=5;1"})) in [cell for row in cells_of(viewer.picture) for cell in row]


def test_who_comes_late_gets_all_of_it_at_once(screen: Screen, viewer: Viewer, stage: Stage) -> None:
    screen.type("echo first; echo second")
    until(lambda: viewer.reads("second") and same(viewer, screen), why="it is shown")
    late = Viewer(stage)
    until(lambda: late.see().lines > 0, why="the whole picture comes")
    assert late.records[0].whole
    assert late.picture.rows == viewer.see().rows
    late.raw.close()


def test_only_rows_that_changed_travel(screen: Screen, viewer: Viewer) -> None:
    until(lambda: viewer.see().lines > 0, why="the picture is there")
    before = len(viewer.records)
    screen.press("w", "o", "r", "d")
    until(lambda: viewer.reads("word"), why="the word is shown")
    assert all(len(record.rows) <= 1 and not record.whole for record in viewer.records[before:])
    assert viewer.picture.cursor is not None
    assert viewer.picture.cursor[0] == viewer.picture.rows[viewer.picture.cursor[1]].index("word") + 4


def test_nothing_is_told_of_the_window_that_is_not_in_front(screen: Screen, viewer: Viewer, stage: Stage) -> None:
    until(lambda: viewer.see().lines > 0, why="the picture is there")
    screen.tmux("select-window", "-t", "=proctor:Work")
    until(lambda: stage.events("window.shown")[-1]["data"] == {"window": "Work"}, why="the other window is in front")
    before = len(viewer.records)
    screen.type("echo behind the scenes")
    until(lambda: "behind the scenes\n" in screen.shows("Editor"), why="it is printed")
    screen.tmux("select-window", "-t", "=proctor:Editor")
    until(lambda: viewer.reads("behind the scenes"), why="it is shown once the window is")
    assert len(viewer.records) == before + 1


def test_the_journal_says_when_the_terminal_comes_and_goes(screen: Screen, stage: Stage) -> None:
    kinds = ("terminal.attached", "terminal.detached")
    seen = lambda: [event["kind"] for event in stage.events() if event["kind"] in kinds]  # noqa: E731 read again each time
    assert seen() == []
    with client(screen.attach, COLUMNS, LINES):
        until(lambda: seen() == ["terminal.attached"], why="it is attached")
        assert stage.events("terminal.attached")[0]["data"] == {"columns": COLUMNS, "lines": LINES}
        os.kill(stage.host_pid(), signal.SIGKILL)
        stage.run("status", "--session", stage.session)
        stage.act("note", "still there")
    until(lambda: seen() == ["terminal.attached", "terminal.detached"], why="the next host says it left")


def test_without_tmux_the_candidates_screens_say_whether_they_are_there(stage: Stage) -> None:
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    joined = Raw(stage, "candidate", line(Hello(client="c", screen=True)))
    until(lambda: stage.events("terminal.attached"), why="a screen is there")
    assert stage.events("terminal.attached")[0]["data"] == {"columns": 0, "lines": 0}
    joined.close()
    until(lambda: stage.events("terminal.detached"), why="it is gone")


def test_without_agreement_there_is_no_picture(stage: Stage) -> None:
    stage.environment.update({"EDITOR": "", "VISUAL": ""})
    stage.start("--screen", "off", exercise=str(write_package(stage.sessions.parent / "short")))
    screen = Screen(stage)
    until(screen.asks, why="the shell asks for a command")
    watching = Viewer(stage)
    screen.tmux("select-window", "-t", "=proctor:Editor")
    until(lambda: stage.events("window.shown")[-1:], why="the window is journaled all the same")
    screen.type("echo unseen")
    until(lambda: "unseen\n" in screen.shows("Editor"), why="it is printed")
    with client(screen.attach, COLUMNS, LINES):
        until(lambda: stage.events("terminal.attached"), why="the terminal's coming is journaled all the same")
    watching.see()
    assert watching.records == []
    watching.raw.close()


def test_what_looks_like_an_answer_of_tmux_is_a_row_like_any_other(screen: Screen, viewer: Viewer) -> None:
    screen.type(
        "n=0; while [ $n -lt 900 ]; do echo \"%end $(date +%s) $n 1\"; n=$((n+1)); done; echo '%exit'; echo over"
    )
    until(lambda: viewer.reads("%exit") and viewer.reads("over"), why="it is shown")
    until(lambda: same(viewer, screen), why="both show the same")


def test_a_flood_is_shown_in_passing_and_its_end_exactly(screen: Screen, viewer: Viewer) -> None:
    before = len(viewer.records)
    began_s = time.monotonic()
    screen.type("seq 1 400000; echo o''ver")
    until(lambda: viewer.reads("over"), why="the end is shown")
    assert len(viewer.records) - before < 10 + 25 * (time.monotonic() - began_s)
    until(lambda: same(viewer, screen), why="both show the same")
    screen.type("echo calm")
    until(lambda: viewer.reads("calm"), why="notices are listened to again")


def test_where_it_was_agreed_the_picture_is_kept_and_a_killed_host_loses_two_seconds(stage: Stage) -> None:
    stage.environment.update({"EDITOR": "", "VISUAL": ""})
    stage.start("--screen", "recorded", exercise=str(write_package(stage.sessions.parent / "short")))
    screen = Screen(stage)
    until(screen.asks, why="the shell asks for a command")
    screen.tmux("select-window", "-t", "=proctor:Editor")
    screen.type("echo one")
    until(lambda: any("one" in row for row in screen_at(stage.folder / "screen", 1e9).rows), why="it is written")
    os.kill(stage.host_pid(), signal.SIGKILL)
    kept = list(screens(stage.folder / "screen"))
    assert kept[0].whole
    stage.act("note", "there is a host again")
    screen.type("echo two")
    until(lambda: any("two" in row for row in screen_at(stage.folder / "screen", 1e9).rows), why="it goes on")
    assert list(screens(stage.folder / "screen"))[: len(kept)] == kept


@pytest.mark.slow
def test_viewers_that_come_and_go_leave_the_terminal_as_it_is(screen: Screen, viewer: Viewer, stage: Stage) -> None:
    size = ("display-message", "-p", "-t", "=proctor:Editor", "#{pane_width} #{pane_height}")
    with client(screen.attach, 72, 20):
        until(lambda: screen.tmux(*size).split() == ["72", "19"], why="the terminal has the candidate's size")
        screen.type(IN_COLOURS)
        until(lambda: viewer.reads("plain"), why="it is shown")
        before = painted(screen.socket, 72, 19)
        for _ in range(20):
            crowd = [Viewer(stage) for _ in range(5)]
            until(lambda crowd=crowd: all(one.see().lines for one in crowd), why="everybody sees it")
            assert screen.tmux(*size).split() == ["72", "19"]
            for one in crowd:
                one.raw.close()
        assert painted(screen.socket, 72, 19) == before
    until(lambda: stage.events("terminal.detached"), why="the candidate is gone")
    other = Viewer(stage)
    until(lambda: other.see().lines, why="the picture comes")
    assert screen.tmux(*size).split() == ["72", "19"]
    other.raw.close()
