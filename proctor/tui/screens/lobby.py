"""The lobby: everything to know before the clock starts. Opening it starts nothing."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.reactive import reactive

from proctor.tui import lobby_words
from proctor.tui.keys import BY_ID, why_not
from proctor.tui.screens.phase_screen import PhaseScreen
from proctor.tui.talk_words import talk_if_any
from proctor.tui.view import View
from proctor.tui.widgets.press_button import PressButton
from proctor.tui.widgets.view_text import ViewText


class StartButton(PressButton):
    """Starts the clock after one question; dimmed while that is not possible."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def watch_view(self, view: View | None) -> None:
        """Possible or not yet."""
        if view is not None:
            self.set_class(bool(why_not(BY_ID["begin"], view.session, connected=view.connected)), "-refused")


class LobbyScreen(PhaseScreen):
    """Two columns from 100 columns on, else one that scrolls."""

    CSS_PATH = "lobby.tcss"
    PAGE = "Lobby"
    AUTO_FOCUS = "#start-button"
    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (100, "-two")]  # noqa: RUF012 Textual's own class attribute

    def compose_body(self) -> ComposeResult:
        """What to do on the left, what is agreed on the right."""
        with VerticalScroll(id="lobby"):
            with Vertical(id="lobby-do"):
                yield ViewText(lobby_words.what, classes="section").data_bind(PhaseScreen.view)
                yield StartButton("Start the clock", id="start-button").data_bind(PhaseScreen.view)
                yield ViewText(lobby_words.start, classes="section").data_bind(PhaseScreen.view)
                yield ViewText(talk_if_any, classes="section").data_bind(PhaseScreen.view)
                yield ViewText(lobby_words.people, classes="section").data_bind(PhaseScreen.view)
                yield ViewText(lobby_words.tour, classes="section").data_bind(PhaseScreen.view)
                yield ViewText(lobby_words.watched, classes="section").data_bind(PhaseScreen.view)
            with Vertical(id="lobby-know"):
                yield ViewText(lobby_words.agreed, classes="section").data_bind(PhaseScreen.view)

    async def on_press_button_pressed(self, event: PressButton.Pressed) -> None:
        """The button is the key `b`."""
        event.stop()
        why = why_not(BY_ID["begin"], self.view.session, connected=self.view.connected)
        if why:
            self.refuse(why)
        else:
            self.action_do("begin")
