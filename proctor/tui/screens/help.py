"""The help page: every key and what it does, from the one table of keys."""

from collections.abc import Iterator

from textual.content import Content

from proctor.tui.keys import KEY_ACTS, key_text, why_not
from proctor.tui.screens.help_page import HelpPage, explained
from proctor.tui.view import View

_OTHER_PANES = ("pane-2", "pane-3", "pane-4", "pane-5", "pane-6")
_REMARKS = (
    "Saving is all you need to do: every save is kept and checked by itself.",
    "No key ends the session without asking. Closing this window or losing the connection ends nothing.",
    "Everything here is also a plain command: proctor --help.",
    "Esc closes this page.",
)


class HelpScreen(HelpPage):
    """The candidate's."""

    def __init__(self, view: View) -> None:
        super().__init__("Keys", key_rows(view), _REMARKS)


def key_rows(view: View) -> Iterator[tuple[str, Content]]:
    """Keys, what they do, and why some cannot act now."""
    for act in KEY_ACTS:
        if not act.key or act.id in _OTHER_PANES:
            continue
        why = why_not(act, view.session, connected=view.connected)
        sentence = f"{act.help[0].upper()}{act.help[1:]}." + (f" {act.tooltip}" if act.tooltip else "")
        yield key_text(act, all_keys=True, switch_key=view.switch_key), explained(sentence, why)
    yield "2 to 6", Content("Show another pane.")
    yield "Tab", Content("To the next pane. Arrow keys scroll it, and choose a check.")
    yield "ctrl+p", Content("All commands, to search; themes too.")
