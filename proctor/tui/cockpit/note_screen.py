"""Writing a private note: Enter keeps it, one key tags it."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from proctor.session.plain_text import shown_line
from proctor.session.verbs import QUICK_TAGS

_TAG_KEYS: Final = {f"f{number}": tag for number, tag in enumerate(QUICK_TAGS, 1)}


class NoteScreen(ModalScreen[bool]):
    """Dismisses with whether to keep the note; `draft` and `tag` are what was written, also when not."""

    CSS_PATH = ["../screens/modal.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "keep", "Keep", show=False, priority=True),
        Binding("escape", "back", "Back", show=False, priority=True),
        *(Binding(key, f"tag('{tag}')", tag, show=False, priority=True) for key, tag in _TAG_KEYS.items()),
    ]

    def __init__(self, place: str, draft: str, tag: str) -> None:
        super().__init__()
        self._place, self.draft, self.tag = place, draft, tag

    def compose(self) -> ComposeResult:
        """What it is about, the text, the tags."""
        about = f"The moment is kept with it{f', and the place: {shown_line(self._place)}' if self._place else ''}."
        with Vertical(classes="modal -wide"):
            yield Static("A private note", classes="modal-title", markup=False)
            yield Static(about, classes="modal-text", markup=False)
            area = TextArea(self.draft, id="note")
            area.cursor_blink = False
            yield area
            yield Static("", id="note-tags", markup=False)
            yield Static("Enter keeps it, Esc goes back and keeps the draft.", classes="modal-keys", markup=False)

    def on_mount(self) -> None:
        """The tag that was chosen before, if one was; the cursor at the end of the draft."""
        self._show_tags()
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what was typed."""
        self.draft = event.text_area.text

    def action_tag(self, tag: str) -> None:
        """Tag the note; the same key again takes the tag away."""
        self.tag = "" if self.tag == tag else tag
        self._show_tags()

    def action_keep(self) -> None:
        """Done."""
        if self.draft.strip():
            self.dismiss(result=True)
        else:
            self.notify("There is nothing to keep yet.", severity="warning", markup=False)

    def action_back(self) -> None:
        """Not now."""
        self.dismiss(result=False)

    def _show_tags(self) -> None:
        tags = [
            Content.styled(f" {key.upper()} {tag} ", "bold reverse" if tag == self.tag else "$text")
            for key, tag in _TAG_KEYS.items()
        ]
        self.query_one("#note-tags", Static).update(Content(" ").join(tags))
