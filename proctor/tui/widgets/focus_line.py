"""The line of focus time: how long nobody watches."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static

from proctor.tui.focus_words import FOCUS_WORDS, focus_left_text
from proctor.tui.view import View


class FocusLine(Horizontal):
    """Shown only during focus time; a tick repaints no more than the countdown."""

    view: reactive[View | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def __init__(self) -> None:
        super().__init__(id="focus-line")
        self.display = False

    def compose(self) -> ComposeResult:
        """Countdown and what it means."""
        yield Static("", id="focus-left", markup=False)
        yield Static(FOCUS_WORDS, markup=False)

    def watch_view(self) -> None:
        """It may have begun or ended."""
        self._paint()

    def watch_t_s(self) -> None:
        """Time has passed."""
        self._paint()

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        text = focus_left_text(self.view.session if self.view else None, self.t_s)
        self.display = bool(text)
        label = self.query_one("#focus-left", Static)
        if text and text != str(label.content):
            label.update(text, layout=len(text) != len(str(label.content)))
