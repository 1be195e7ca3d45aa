"""Every key of the replay, declared once: bindings, key bar and help page are made from it."""

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class ReplayKey:
    """Something keys do. `label` stands in the key bar where there is room, if it has one."""

    id: str
    keys: str
    shown: str
    help: str
    label: str = ""


REPLAY_KEYS: Final[tuple[ReplayKey, ...]] = (
    ReplayKey("play", "space", "Space", "play, or pause", "Play"),
    ReplayKey("save-next", "right,full_stop", "Right or .", "go to the next save", "save"),
    ReplayKey("save-before", "left,comma", "Left or ,", "go to the save before"),
    ReplayKey("on", "l,shift+right", "l or Shift+Right", "go on by 10 seconds"),
    ReplayKey("back", "h,shift+left", "h or Shift+Left", "go back by 10 seconds"),
    ReplayKey("mark-next", "right_square_bracket", "]", "go to the next event", "event"),
    ReplayKey("mark-before", "left_square_bracket", "[", "go to the event before"),
    ReplayKey("faster", "right_curly_bracket", "}", "play twice as fast, up to 64x", "speed"),
    ReplayKey("slower", "left_curly_bracket", "{", "play half as fast, down to 1/16x"),
    ReplayKey("usual", "backspace", "Backspace", "play as fast as it was; takes back a typed digit"),
    ReplayKey("begin", "home", "Home", "go to the start"),
    ReplayKey("end", "end", "End", "go to the end"),
    ReplayKey("go", "G", "digits, then G", "go to a time: 12:30G, 1230G, or 45G for minutes", "go to"),
    ReplayKey("idle", "i", "i", "skip times in which nothing happens, or sit through them"),
    ReplayKey("diff", "d", "d", "turn from the file to the diff, and back", "diff"),
    ReplayKey("base", "b", "b", "tell changes against: save before, start, submitted, mark A", "base"),
    ReplayKey("mark", "m", "m", "set mark A here"),
    ReplayKey("since-mark", "M", "M", "show the diff from mark A to here"),
    ReplayKey("file-next", "n", "n", "open the next file; it stays open"),
    ReplayKey("file-before", "p", "p", "open the file before; it stays open"),
    ReplayKey("follow", "f", "f", "let the open file follow what changes again"),
    ReplayKey("sideways", "less_than_sign,greater_than_sign", "< >", "scroll long lines sideways"),
    ReplayKey("pane-next", "tab", "Tab", "go to the next pane"),
    ReplayKey("pane-before", "shift+tab", "Shift+Tab", "go to the pane before"),
    ReplayKey("before-after", "a", "a", "set the feedback beside what became of it, and back", "feedback"),
    ReplayKey("summary", "s", "s", "show the summary, and back", "summary"),
    ReplayKey("help", "question_mark,f1", "?", "what every key does", "Help"),
    ReplayKey("leave", "q,ctrl+q", "q", "leave", "Leave"),
)
BY_ID: Final = {key.id: key for key in REPLAY_KEYS}
IN_BAR: Final = (
    ("Space", "play", "Play"),
    (", .", "save-next", "save"),
    ("[ ]", "mark-next", "event"),
    ("{ }", "faster", "speed"),
    ("d", "diff", "diff"),
    ("b", "base", "base"),
    ("12:30G", "", "go to"),
    ("m", "mark", "mark A"),
    ("n p", "file-next", "file"),
    ("i", "idle", "idle"),
)
"""What the key bar says, in the order of weight: keys, what a click on it does, its word."""
ALWAYS: Final = (("?", "help", "Help"), ("q", "leave", "Leave"))


def bindings() -> list[Binding]:
    """The bindings of the replay's screen."""
    made = [
        Binding(key.keys, f"do('{key.id}')", key.help, show=False, id=f"replay.{key.id}", priority=key.id in _FIRST)
        for key in REPLAY_KEYS
        if key.id != "sideways"
    ]
    return [*made, Binding("enter", "enter", show=False), Binding("escape", "escape", show=False)]


_FIRST: Final = frozenset({"pane-next", "pane-before"})
"""Keys that Textual would otherwise use to move its own focus."""
