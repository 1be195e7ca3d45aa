"""Everything that happened, newest first, one line each; long sessions scroll as well as short ones."""

from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from proctor.errors import ProctorError
from proctor.session.chronicle import Chronicle
from proctor.session.envelope import Envelope
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import WatchView

_GAP = 2
_NOTHING = "Nothing has happened yet."


class TimelinePane(ScrollView, can_focus=True):
    """Draws only the rows in sight, and words only the events that are new."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._story = Story()
        self._rows: list[Content] = []
        """Of all lines, wrapped, the newest last; of one line the last row first."""
        self._wrapped = 0

    def on_mount(self) -> None:
        """Word what is known by now."""
        self._tell()

    def on_resize(self) -> None:
        """Another width: wrap anew."""
        self._rows, self._wrapped = [], 0
        self._lay()

    def watch_view(self) -> None:
        """Word what is new."""
        if self.is_mounted:
            self._tell()

    def _tell(self) -> None:
        if self.view is None or not self._story.hear(self.view.told, self.view.kept):
            return
        if self._story.began_anew:
            self._rows, self._wrapped = [], 0
        before, at_top = len(self._rows), self.scroll_y < 1
        self._lay()
        if not at_top:  # who reads further down keeps their place while lines come in above
            self.scroll_to(y=self.scroll_y + len(self._rows) - before, animate=False)

    def _lay(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        for line in self._story.lines[self._wrapped :]:
            self._rows.extend(reversed(line.rows(width)))
        self._wrapped = len(self._story.lines)
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The row of the story at this row of the pane."""
        row, width = self.scroll_offset.y + y, self.size.width
        if not self._rows and not y:
            content = Content(_NOTHING)
        elif row < len(self._rows):
            content = self._rows[-1 - row]
        else:
            return Strip.blank(width, self.rich_style)
        strip = Strip(content.render_segments(self.visual_style), content.cell_length)
        return strip.crop_extend(0, width, self.rich_style)


@dataclass(frozen=True, slots=True)
class Line:
    """When, and what."""

    when: str
    words: Content

    def rows(self, width: int) -> list[Content]:
        """In as many rows as it takes, the words under each other."""
        indent = len(self.when) + _GAP
        wrapped = self.words.wrap(max(10, width - indent))
        first = Content.assemble((self.when.ljust(indent), "$text-muted"), wrapped[0])
        return [first, *(Content.assemble(" " * indent, more) for more in wrapped[1:])]


class Story:
    """The lines so far, oldest first; heard again from the start when the events are told anew."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.began_anew = False
        self._chronicle = Chronicle()
        self._first: Envelope | None = None
        self._told = self._kept = 0

    def hear(self, told: tuple[Envelope, ...], kept: tuple[Envelope, ...]) -> bool:
        """Add what is new; says whether there are other lines now."""
        self.began_anew = self._first is not None and (not told or told[0] is not self._first)
        if self.began_anew:
            self._begin()
        self._first = told[0] if told else None
        fresh = sorted((*told[self._told :], *kept[self._kept :]), key=_place)
        self._told, self._kept = len(told), len(kept)
        for envelope in fresh:
            self._add(envelope)
        return bool(fresh) or self.began_anew

    def _begin(self) -> None:
        self._chronicle, self._first = Chronicle(), None
        self._told = self._kept = 0
        self.lines.clear()

    def _add(self, envelope: Envelope) -> None:
        try:
            self._chronicle, words = self._chronicle.after(envelope)
        except ProctorError as error:
            words = f"{envelope.kind}: {error}"
        if words:
            private = (("private ", "$text-accent"),) if envelope.after is not None else ()
            said = Content.assemble(*private, f"{words[:1].upper()}{words[1:]}")
            self.lines.append(Line(local_time(envelope.at_utc, with_seconds=True), said))


def _place(envelope: Envelope) -> tuple[int, bool, int]:
    """By the shared journal's numbers; private events after the shared one they followed."""
    if envelope.after is None:
        return envelope.seq, False, 0
    return envelope.after, True, envelope.seq
