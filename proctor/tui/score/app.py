"""The app around the forms."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from proctor.tui.running import Refusable
from proctor.tui.themes import colourless, dress


class ScoreApp(Refusable, inherit_bindings=False):
    """Shows one screen until it is left; returns an exit code."""

    TITLE = "proctor"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = ["../app.tcss", "../screens/modal.tcss", "score.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "stay", show=False, system=True)]

    def __init__(self, first: Screen[None], *, ascii_only: bool = False) -> None:
        super().__init__(ansi_color=True if colourless() else None)
        dress(self)
        self.animation_level = "none"
        self._first = first
        self.set_class(ascii_only, "-ascii")

    def on_mount(self) -> None:
        """The form."""
        self.push_screen(self._first)

    def action_stay(self) -> None:
        """Ctrl+C copies in other places; here it ends nothing."""
        self.notify("q leaves; the draft is kept.", markup=False)
