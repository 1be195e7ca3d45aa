"""Writing to the interviewer: the walk-through before the feedback, an answer after it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea


class WriteScreen(ModalScreen[tuple[bool, str]]):
    """Dismisses with (send, text); without sending, the text is kept as a draft by whoever opened it."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "send", "Send", show=False, priority=True),
        Binding("escape", "keep", "Back", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str, draft: str) -> None:
        super().__init__()
        self._title, self._text, self.draft = title, text, draft

    def compose(self) -> ComposeResult:
        """Title, what to write about, the text."""
        with Vertical(classes="modal -wide -write"):
            yield Static(self._title, classes="modal-title", markup=False)
            yield Static(self._text, classes="modal-text", markup=False)
            area = TextArea(self.draft, id="written")
            area.cursor_blink = False
            yield area
            yield Static("Ctrl+S or F2 sends, Esc goes back and keeps the draft.", classes="modal-keys", markup=False)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what was typed, also when the phase ends under it."""
        self.draft = event.text_area.text

    def action_send(self) -> None:
        """Send what was typed, the keys before this one included."""
        self.query_one(TextArea).call_later(self._send)

    def _send(self) -> None:
        self.draft = self.query_one(TextArea).text
        if self.draft.strip():
            self.dismiss((True, self.draft))
        else:
            self.notify("There is nothing to send yet.", severity="warning", markup=False)

    def action_keep(self) -> None:
        """Back, with the draft."""
        self.query_one(TextArea).call_later(self._keep)

    def _keep(self) -> None:
        self.draft = self.query_one(TextArea).text
        self.dismiss((False, self.draft))
