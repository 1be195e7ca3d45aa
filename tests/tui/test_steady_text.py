"""A text that seldom moves anything."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from proctor.tui.widgets.steady_text import SteadyText
from tests.tui.looking import sees, text, until


class _Page(App[int]):
    """A steady text above another one, in a box that can be hidden."""

    CSS = "SteadyText { height: auto; } #after { height: 1; }"

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box"):
            yield SteadyText(id="steady")
            yield Static("after", id="after")


async def _said(pilot: Pilot[int], words: str) -> None:
    pilot.app.query_one(SteadyText).say(Content(words))
    await pilot.pause()


def _row_of(pilot: Pilot[int], word: str) -> int:
    return next(row for row, line in enumerate(text(pilot).splitlines()) if word in line)


async def test_other_words_of_the_same_height_arrange_nothing() -> None:
    """More lines do, and so do fewer."""
    app, arranged = _Page(), []
    async with app.run_test(size=(40, 12)) as pilot:
        await _said(pilot, "one")
        await sees(pilot, "one", "after")
        app.screen.screen_layout_refresh_signal.subscribe(app, arranged.append)
        await _said(pilot, "two")
        await sees(pilot, "two")
        assert arranged == []
        await _said(pilot, "three\nlines\nnow")
        await until(pilot, lambda: _row_of(pilot, "after") == 3)
        await _said(pilot, "one again")
        await until(pilot, lambda: _row_of(pilot, "after") == 1)
        assert arranged


async def test_what_was_said_out_of_sight_has_its_room_when_it_is_seen() -> None:
    """Also if it had less room before; and nothing is arranged while it is hidden."""
    app, arranged = _Page(), []
    async with app.run_test(size=(40, 12)) as pilot:
        await _said(pilot, "one")
        app.query_one("#box").display = False
        await until(pilot, lambda: "one" not in text(pilot))
        app.screen.screen_layout_refresh_signal.subscribe(app, arranged.append)
        await _said(pilot, "three\nlines\nnow")
        assert arranged == []
        app.query_one("#box").display = True
        app.query_one(SteadyText).settle()
        await until(pilot, lambda: "now" in text(pilot) and _row_of(pilot, "after") == 3)


async def test_no_words_take_no_room() -> None:
    """An empty text hides itself."""
    async with _Page().run_test(size=(40, 12)) as pilot:
        await _said(pilot, "one")
        await _said(pilot, "")
        await until(pilot, lambda: _row_of(pilot, "after") == 0)
