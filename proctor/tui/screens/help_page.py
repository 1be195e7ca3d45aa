"""A page of keys over whatever is there."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

Rows = Iterable[tuple[str, Content]]


class HelpPage(ModalScreen[None]):
    """`rows` are keys and what they do; any of the usual keys closes the page."""

    CSS_PATH = ["modal.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Back", show=False),
    ]

    def __init__(self, title: str, rows: Rows, remarks: Sequence[str]) -> None:
        super().__init__()
        self._title, self._rows, self._remarks = title, tuple(rows), tuple(remarks)

    def compose(self) -> ComposeResult:
        """One row per key, then the remarks."""
        with VerticalScroll(classes="modal -wide"):
            yield Static(self._title, classes="modal-title", markup=False)
            for keys, sentence in self._rows:
                with Horizontal(classes="help-row"):
                    yield Static(keys, classes="help-key", markup=False)
                    yield Static(sentence, classes="help-text", markup=False)
            yield Static("\n".join(self._remarks), classes="modal-keys", markup=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def explained(sentence: str, why_not: str) -> Content:
    """What a key does, and why it cannot do so now."""
    return Content.assemble(sentence, (f" Not now: {why_not}.", "$text-warning") if why_not else "")
