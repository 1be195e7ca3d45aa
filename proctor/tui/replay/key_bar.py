"""The bottom row: as many keys as there is room for."""

from textual.content import Content, Span
from textual.style import Style

from proctor.tui.replay.keys import ALWAYS, IN_BAR
from proctor.tui.widgets.row import Row

_GAP = 2
_MARGIN = 2


class ReplayKeyBar(Row):
    """`front` names what is in front: on the summary other keys matter."""

    def __init__(self) -> None:
        super().__init__(id="key-bar")
        self._facts: tuple[object, ...] = ()

    def show(self, front: str, *, playing: bool) -> None:
        """Other keys, or another word for one."""
        facts = (front, playing, self.app.size.width)
        if facts == self._facts:
            return
        self._facts = facts
        keys = _ON_SUMMARY if front == "summary" else IN_BAR
        named = [(shown, act, "Pause" if act == "play" and playing else word) for shown, act, word in keys]
        width = self.app.size.width - _MARGIN
        left = width + _GAP - sum(_cells(key) for key in ALWAYS)
        said = []
        for key in named:
            left -= _cells(key)
            if left < 0:
                break
            said.append(key)
        self.say(Content(" " * _GAP).join([_key(key) for key in (*said, *ALWAYS)]))


_ON_SUMMARY = (("Enter", "summary", "Replay"), ("1 2 3", "", "jump"), ("a", "before-after", "feedback and change"))


def _cells(key: tuple[str, str, str]) -> int:
    return len(key[0]) + 1 + len(key[2]) + _GAP


def _key(key: tuple[str, str, str]) -> Content:
    shown, act, word = key
    content = Content.assemble((shown, "bold reverse"), (f" {word}", "$text"))
    return content.add_spans([Span(0, len(content), Style.from_meta({"act": act}))]) if act else content
