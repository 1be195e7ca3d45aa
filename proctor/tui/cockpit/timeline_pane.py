"""Everything that happened, newest first, one line each; long sessions scroll as well as short ones."""

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

_KEPT_LINES = 5000
_NOTHING = "Nothing has happened yet."


class TimelinePane(ScrollView, can_focus=True):
    """Draws only the lines in sight, and words only the events that are new."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._story = Story()

    def on_mount(self) -> None:
        """Word what is known by now."""
        self._tell()

    def watch_view(self) -> None:
        """Word what is new."""
        if self.is_mounted:
            self._tell()

    def _tell(self) -> None:
        if self.view is None or not self._story.hear(self.view.told, self.view.kept):
            return
        at_top = self.scroll_y < 1
        lines = self._story.lines
        self.virtual_size = Size(max((line.cell_length for line in lines), default=1), len(lines))
        if not at_top:  # who reads further down keeps their place while lines come in above
            self.scroll_to(y=self.scroll_y + self._story.grown, animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line at this row of the pane."""
        scroll_x, scroll_y = self.scroll_offset
        lines, row = self._story.lines, scroll_y + y
        width = self.size.width
        if not lines:
            content = Content(_NOTHING if y == 0 else "")
        elif row < len(lines):
            content = lines[-1 - row]
        else:
            return Strip.blank(width, self.rich_style)
        strip = Strip(content.render_segments(self.visual_style), content.cell_length)
        return strip.crop_extend(scroll_x, scroll_x + width, self.rich_style)


class Story:
    """The lines so far, oldest first; heard again from the start when the events are told anew."""

    def __init__(self) -> None:
        self.lines: list[Content] = []
        self.grown = 0
        self._chronicle = Chronicle()
        self._first: Envelope | None = None
        self._told = self._kept = 0

    def hear(self, told: tuple[Envelope, ...], kept: tuple[Envelope, ...]) -> bool:
        """Add what is new; says whether there are other lines now."""
        before = len(self.lines)
        if self._first is not None and (not told or told[0] is not self._first):
            self._begin()
        self._first = told[0] if told else None
        fresh = sorted((*told[self._told :], *kept[self._kept :]), key=_place)
        self._told, self._kept = len(told), len(kept)
        for envelope in fresh:
            self._add(envelope)
        del self.lines[:-_KEPT_LINES]
        self.grown = max(0, len(self.lines) - before)
        return bool(fresh)

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
            when = (local_time(envelope.at_utc, with_seconds=True) + "  ", "$text-muted")
            self.lines.append(Content.assemble(when, *private, f"{words[:1].upper()}{words[1:]}"))


def _place(envelope: Envelope) -> tuple[int, bool, int]:
    """By the shared journal's numbers; private events after the shared one they followed."""
    if envelope.after is None:
        return envelope.seq, False, 0
    return envelope.after, True, envelope.seq
