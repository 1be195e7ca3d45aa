"""What is awaited and since when, kept up to date by the minute."""

from textual.reactive import reactive
from textual.widgets import Static

from proctor.tui.feedback_words import waiting_text
from proctor.tui.view import View


class WaitingLine(Static):
    """Repaints only when its words change; hides itself when nothing is awaited."""

    view: reactive[View | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="waiting", markup=False)
        self.display = False

    def watch_view(self) -> None:
        """Another state."""
        self._paint()

    def watch_t_s(self) -> None:
        """Time has passed."""
        self._paint()

    def _paint(self) -> None:
        text = waiting_text(self.view.session if self.view else None, self.t_s)
        if text != str(self.content):
            self.display = bool(text)
            self.update(text)
