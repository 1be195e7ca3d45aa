"""What is awaited and since when, kept up to date by the minute."""

from proctor.tui.feedback_words import waiting_text
from proctor.tui.widgets.timed_line import TimedLine


class WaitingLine(TimedLine):
    """Not there when nothing is awaited."""

    def __init__(self) -> None:
        super().__init__(id="waiting")

    def words(self) -> str:
        """For whom, and since when."""
        return waiting_text(self.view.session if self.view else None, self.t_s)
