"""The replay's help page: every key and what it does, from the one table of keys, and what the signs mean."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from proctor.tui.replay.keys import REPLAY_KEYS
from proctor.tui.replay.mark_looks import MEANINGS
from proctor.tui.screens.help_page import HelpPage

_REMARKS: Final = (
    f"Signs on the timeline: {MEANINGS}.",
    "Its rows: phases with pauses and focus time, how dense the saves are, events. A click goes there.",
    "Strips of checks have a cell for each save: high it holds, low it does not, a dot where it did not run.",
    "STALE: the verdict that stood then was about older content.",
    "Nothing that is shown here is a score, and nothing can be changed here.",
    "Esc closes this page.",
)


class ReplayHelp(HelpPage):
    """The replay's."""

    CSS_PATH = ["../screens/modal.tcss", "replay.tcss"]  # noqa: RUF012 Textual's own class attribute

    def __init__(self) -> None:
        super().__init__("Keys of the replay", _rows(), _REMARKS)


def _rows() -> Iterator[tuple[str, Content]]:
    for key in REPLAY_KEYS:
        yield key.shown, Content(f"{key.help[0].upper()}{key.help[1:]}.")
    yield "1 to 4", Content("Show a pane: code, checks, events, terminal. On the summary: jump.")
    yield "Up Down", Content("Scroll, or move in a list; Enter on an event jumps there.")
