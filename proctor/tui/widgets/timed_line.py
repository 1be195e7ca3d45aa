"""A line whose words depend on the state and on the time; it is not there while it has none."""

from typing import Any

from textual.reactive import reactive
from textual.widgets import Static


class TimedLine(Static):
    """Asks `words` when the state or the time is another, and repaints only if they changed."""

    view: reactive[Any] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__("", id=id, markup=False)
        self.display = False

    def words(self) -> str:
        """What the line says now; empty for nothing."""
        raise NotImplementedError

    def watch_view(self) -> None:
        """Another state."""
        self.paint()

    def watch_t_s(self) -> None:
        """Time has passed."""
        self.paint()

    def paint(self) -> None:
        """Say what there is to say."""
        text, before = self.words(), str(self.content)
        if text != before:
            self.display = bool(text)
            self.update(text, layout=len(text) != len(before))
