"""The cards that may be read: agreement, then each."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class CardsScreen(ModalScreen[None]):
    """Shows what it is given until a key closes it."""

    CSS_PATH = ["../screens/modal.tcss", "score.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,a,enter", "close", "Back", show=False)]

    def __init__(self, title: str, content: Content) -> None:
        super().__init__()
        self._title, self._content = title, content

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with VerticalScroll(classes="modal -wide"):
            yield Static(self._title, classes="modal-title", markup=False)
            yield Static(self._content, markup=False)
            yield Static("Up and down scroll, Esc goes back.", classes="modal-keys", markup=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
