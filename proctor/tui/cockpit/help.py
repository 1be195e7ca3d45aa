"""The cockpit's help page: every key and what it does, from the one table of keys."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from proctor.tui.cockpit.keys import COCKPIT_ACTS, key_text, why_not
from proctor.tui.cockpit.view import WatchView
from proctor.tui.screens.help_page import HelpPage, explained

_REMARKS: Final = (
    "Nothing you press here reaches the candidate's terminal.",
    "What they do read is sent on purpose: answers, hints, revealed checks and the feedback.",
    "Notes, issues, drafts and observations stay in the private journal.",
    "Everything here is also a plain command: proctor --help.",
    "Esc closes this page.",
)


class CockpitHelp(HelpPage):
    """The cockpit's."""

    CSS_PATH = ["../screens/modal.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute

    def __init__(self, watch: WatchView) -> None:
        super().__init__("Keys of the cockpit", key_rows(watch), _REMARKS)


def key_rows(watch: WatchView) -> Iterator[tuple[str, Content]]:
    """Keys, what they do, and why some cannot act now."""
    for act in COCKPIT_ACTS:
        if act.id.startswith("pane-"):
            continue
        why = why_not(act, watch)
        yield key_text(act, all_keys=True), explained(f"{act.help[0].upper()}{act.help[1:]}.", why)
    yield "1 to 9", Content("Show a private pane.")
