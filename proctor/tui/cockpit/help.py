"""The cockpit's help page: every key and what it does, from the one table of keys."""

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from proctor.tui.cockpit.keys import COCKPIT_ACTS, key_text, why_not
from proctor.tui.cockpit.view import WatchView

_REMARKS: Final = (
    "Nothing you press here reaches the candidate's terminal.",
    "What they do read is sent on purpose: answers, hints, revealed checks and the feedback.",
    "Notes, issues, drafts and observations stay in the private journal.",
    "Everything here is also a plain command: proctor --help.",
    "Esc closes this page.",
)


class CockpitHelp(ModalScreen[None]):
    """Over the cockpit; any of the usual keys closes it."""

    CSS_PATH = ["../screens/modal.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Back", show=False),
    ]

    def __init__(self, watch: WatchView) -> None:
        super().__init__()
        self._watch = watch

    def compose(self) -> ComposeResult:
        """One row per key, with the reason where it cannot act now."""
        with VerticalScroll(classes="modal -wide"):
            yield Static("Keys of the cockpit", classes="modal-title", markup=False)
            for keys, sentence in key_rows(self._watch):
                with Horizontal(classes="help-row"):
                    yield Static(keys, classes="help-key", markup=False)
                    yield Static(sentence, classes="help-text", markup=False)
            yield Static("\n".join(_REMARKS), classes="modal-keys", markup=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def key_rows(watch: WatchView) -> Iterator[tuple[str, Content]]:
    """Keys, what they do, and why some cannot act now."""
    for act in COCKPIT_ACTS:
        if act.id.startswith("pane-"):
            continue
        why = why_not(act, watch)
        not_now = (f" Not now: {why}.", "$text-warning") if why else ""
        yield key_text(act, all_keys=True), Content.assemble(f"{act.help[0].upper()}{act.help[1:]}.", not_now)
    yield "1 to 9", Content("Show a private pane.")
