"""Everything that is worth a jump, in the order of time; the playback's place among it is marked and followed."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from proctor.review.marks import Mark
from proctor.review.timeline import time_text
from proctor.session.plain_text import shown_line
from proctor.tui.clock_words import local_time
from proctor.tui.replay.drawn import Row, cut
from proctor.tui.replay.list_pane import ListPane
from proctor.tui.replay.mark_looks import look_of

_PRIVATE = "private "


class EventsPane(ListPane):
    """`marks` never change; a step only moves what is now."""

    def __init__(self) -> None:
        super().__init__(id="events")
        self.marks: Sequence[Mark] = ()
        self._now = -1

    def show(self, marks: Sequence[Mark], now: int) -> None:
        """Another moment: the cursor goes with it."""
        if now != self._now or marks is not self.marks:
            self.marks, self._now, self.cursor = marks, now, max(0, now)
        self.draw()

    def count(self) -> int:
        """All marks."""
        return len(self.marks)

    def entry(self, number: int, width: int) -> Row:
        """When, what it is about, whether it is private, what happened."""
        mark = self.marks[number]
        shape, ink = look_of(mark, ascii_only=self.ascii_only)
        ahead = number > self._now
        head = f"{self.pointer(number)}{time_text(mark.t_s):>7} "
        private = _PRIVATE if mark.private else ""
        words = cut(shown_line(mark.words), width - len(head) - len(private) - 2)
        plain = "muted" if ahead else "strong" if number == self._now else "text"
        return [(head, plain), (f"{shape} ", ink), (private, "place"), (words, plain)]

    def detail(self, number: int, width: int) -> list[Row]:
        """The moment and the words in full."""
        mark = self.marks[number]
        head = f"{local_time(mark.at_utc, with_seconds=True)}  {'private  ' if mark.private else ''}Enter jumps there"
        return [[(head, "muted")], *([(line, "text")] for line in wrapped(mark.words, width))]


def wrapped(text: str, width: int) -> list[str]:
    """A text that somebody wrote in rows of so many columns."""
    if not text:
        return []
    if cell_len(text) <= width and "\n" not in text:
        return [text]
    return [line.plain.rstrip() for line in Content(text).wrap(max(10, width))]
