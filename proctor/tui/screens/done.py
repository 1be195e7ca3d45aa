"""The last screen: what happened, and where it is kept."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from proctor.tui.done_words import done
from proctor.tui.feedback_words import feedback_text
from proctor.tui.screens.phase_screen import PhaseScreen
from proctor.tui.talk_words import talk_if_any
from proctor.tui.widgets.view_text import ViewText


class DoneScreen(PhaseScreen):
    """Nothing can go wrong any more; `q` leaves."""

    CSS_PATH = "done.tcss"
    PAGE = "Done"

    def compose_body(self) -> ComposeResult:
        """One page."""
        with VerticalScroll(id="done"):
            yield ViewText(done, classes="section").data_bind(PhaseScreen.view)
            yield ViewText(feedback_text, classes="section").data_bind(PhaseScreen.view)
            yield ViewText(talk_if_any, classes="section").data_bind(PhaseScreen.view)
