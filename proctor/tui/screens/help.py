"""The help page: every key and what it does, from the one table of keys."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from proctor.tui.keys import KEY_ACTS, key_text, why_not
from proctor.tui.view import View

_OTHER_PANES = ("pane-2", "pane-3", "pane-4", "pane-5", "pane-6")
_REMARKS = (
    "Saving is all you need to do: every save is kept and checked by itself.",
    "No key ends the session without asking. Closing this window or losing the connection ends nothing.",
    "Everything here is also a plain command: proctor --help.",
    "Esc closes this page.",
)


class HelpScreen(ModalScreen[None]):
    """Over the present screen; any of the usual keys closes it."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Back", show=False),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """One row per key, with the reason where it cannot act now."""
        with VerticalScroll(classes="modal -wide"):
            yield Static("Keys", classes="modal-title", markup=False)
            for keys, sentence in key_rows(self._view):
                with Horizontal(classes="help-row"):
                    yield Static(keys, classes="help-key", markup=False)
                    yield Static(sentence, classes="help-text", markup=False)
            yield Static("\n".join(_REMARKS), classes="modal-keys", markup=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def key_rows(view: View) -> Iterator[tuple[str, Content]]:
    """Keys, what they do, and why some cannot act now."""
    for act in KEY_ACTS:
        if not act.key or act.id in _OTHER_PANES:
            continue
        why = why_not(act, view.session, connected=view.connected)
        sentence = f"{act.help[0].upper()}{act.help[1:]}." + (f" {act.tooltip}" if act.tooltip else "")
        not_now = (f" Not now: {why}.", "$text-warning") if why else ""
        yield key_text(act, all_keys=True, switch_key=view.switch_key), Content.assemble(sentence, not_now)
    yield "2 to 6", Content("Show another pane.")
    yield "Tab", Content("To the next pane. Arrow keys scroll it, and choose a check.")
    yield "ctrl+p", Content("All commands, to search; themes too.")
