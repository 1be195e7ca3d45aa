"""One row that names all panes with their keys and marks the ones in sight; a click does what the key does."""

from textual.events import Click
from textual.message import Message

from proctor.tui.replay.drawn import Drawn, Row, fitted
from proctor.tui.replay.panes import FEEDBACK, PANES

SUMMARY_TAB = "summary"


class PaneTabs(Drawn):
    """Told what is in front and in sight."""

    class Chosen(Message):
        """A pane was clicked, or the summary."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._front = ""
        self._sight: tuple[str, ...] = ()

    def show(self, front: str, sight: tuple[str, ...]) -> None:
        """Other panes."""
        self._front, self._sight = front, sight
        self.draw()

    def row(self, y: int) -> Row:  # noqa: ARG002 it has one row
        """The one row."""
        row: list[tuple[str, str]] = []
        for pane, text in _TABS:
            row += [(text, self._ink(pane)), (" ", "text")]
        return fitted(row, [("s Summary ", "muted")], self.width)

    def _ink(self, pane: str) -> str:
        return "!place" if pane == self._front else "!muted" if pane in self._sight else "text"

    def on_click(self, event: Click) -> None:
        """The mouse is optional."""
        event.stop()
        end = 0
        for pane, text in _TABS:
            end += len(text) + 1
            if event.x < end:
                self.post_message(self.Chosen(pane))
                return
        if event.x >= self.width - len("s Summary "):
            self.post_message(self.Chosen(SUMMARY_TAB))


_TABS = (*((pane, f" {number} {pane} ") for number, pane in enumerate(PANES, 1)), (FEEDBACK, " a Feedback "))
