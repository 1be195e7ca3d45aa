"""Asking for a length of time in words."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from proctor.errors import UsageError
from proctor.session.durations import length_text, parse_duration_s


class LengthScreen(ModalScreen[str | None]):
    """Dismisses with a length as the acts take it, or with None on escape."""

    CSS_PATH = ["../screens/modal.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", show=False, priority=True)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """The question and one line to type in."""
        with Vertical(classes="modal"):
            yield Static(self._title, classes="modal-title", markup=False)
            yield Static("Write it like 4 (minutes), 90s or 1h.", classes="modal-text", markup=False)
            yield Input(id="length", compact=True)
            yield Static("", id="length-read", markup=False)
            yield Static("Enter takes it, Esc goes back.", classes="modal-keys", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say how the words are read."""
        self.query_one("#length-read", Static).update(_reading(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: that long."""
        try:
            parse_duration_s(event.value)
        except UsageError as error:
            self.notify(f"{error}\n{error.hint}", severity="warning", markup=False)
        else:
            self.dismiss(event.value.strip())

    def action_back(self) -> None:
        """No answer."""
        self.dismiss(None)


def _reading(text: str) -> str:
    try:
        return f"That is {length_text(parse_duration_s(text))}."
    except UsageError:
        return ""
