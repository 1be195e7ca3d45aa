"""Asking for one line: a length of time, the number of a line."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from proctor.errors import ProctorError


class LineScreen(ModalScreen[str | None]):
    """Dismisses with the line, or with None on escape. What `check` raises is said, and the question stays."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "refuse", "Back", show=False)]

    def __init__(self, title: str, text: str, given: str, check: Callable[[str], object]) -> None:
        super().__init__()
        self._title, self._text, self._given, self._check = title, text, given, check

    def compose(self) -> ComposeResult:
        """Title, explanation, the line."""
        with Vertical(classes="modal"):
            yield Static(self._title, classes="modal-title", markup=False)
            yield Static(self._text, classes="modal-text", markup=False)
            line = Input(self._given, compact=True, select_on_focus=True, id="line")
            line.cursor_blink = False
            yield line
            yield Static("Enter confirms, Esc goes back.", classes="modal-keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: that is it, if it can be."""
        event.stop()
        try:
            self._check(event.value.strip())
        except ProctorError as error:
            self.notify(f"{error}\n{error.hint}".strip(), severity="warning", markup=False)
        else:
            self.dismiss(event.value.strip())

    def action_refuse(self) -> None:
        """No answer."""
        self.dismiss(None)
