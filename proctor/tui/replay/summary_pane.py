"""The summary as a pane: drawn anew when more of it is known."""

from proctor.tui.replay.drawn import Drawn, Row
from proctor.tui.replay.summary_words import Summary, summary_rows

_INDENT = 1


class SummaryPane(Drawn):
    """Says that the recording is read until there is a summary."""

    def __init__(self) -> None:
        super().__init__(id="summary")
        self._summary: Summary | None = None
        self._rows: list[Row] = []

    def show(self, summary: Summary) -> None:
        """More is known."""
        self._summary = summary
        self.resized()
        self.draw()

    def resized(self) -> None:
        """Word it for this size."""
        if self._summary is not None and self.width:
            self._rows = summary_rows(self._summary, self.width - 2 * _INDENT, self.height)

    def row(self, y: int) -> Row:
        """A row of the summary."""
        if self._summary is None:
            return [(" Reading and verifying the recording ...", "text")] if y == 1 else ()
        return [(" " * _INDENT, "text"), *self._rows[y]] if y < len(self._rows) else ()
