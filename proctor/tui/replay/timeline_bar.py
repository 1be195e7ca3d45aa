"""The timeline: three rows over the whole width with the playhead; a click or a drag goes to a moment."""

from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.message import Message

from proctor.tui.replay.drawn import Drawn, Row
from proctor.tui.replay.strip import joined
from proctor.tui.replay.timeline_rows import Timeline


class TimelineBar(Drawn):
    """Shows where the playback is and where mark A is."""

    class Wanted(Message):
        """The mouse asks for a moment."""

        def __init__(self, t_s: float) -> None:
            super().__init__()
            self.t_s = t_s

    class Stepped(Message):
        """The wheel asks for saves further on or back."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def __init__(self) -> None:
        super().__init__(id="timeline")
        self.timeline: Timeline | None = None
        self._t_s = 0.0
        self._mark_s: float | None = None
        self._dragging = False

    def show(self, t_s: float, mark_s: float | None) -> None:
        """Another moment."""
        self._t_s, self._mark_s = t_s, mark_s
        self.draw()

    def row(self, y: int) -> Row:
        """A row with the playhead in it."""
        width = self.width
        if self.timeline is None or not width:
            return ()
        cells = self.timeline.rows(width)[y] if y < len(self.timeline.rows(width)) else []
        if not cells:
            return ()
        here = self.timeline.column(self._t_s, width)
        if self._mark_s is not None and y == 1:
            there = self.timeline.column(self._mark_s, width)
            cells = [*cells[:there], ("A", "!number"), *cells[there + 1 :]]
        return [*joined(cells[:here]), self._head(cells[here], y), *joined(cells[here + 1 :])]

    def _head(self, cell: tuple[str, str], y: int) -> tuple[str, str]:
        text, ink = cell
        if y == 0:
            return ("v" if self.ascii_only else "▼", "strong")
        return text, "!strong" if not ink.startswith("!") else "strong"

    def on_mouse_down(self, event: MouseDown) -> None:
        """A click goes there; held, the playhead follows."""
        event.stop()
        self._dragging = True
        self.capture_mouse()
        self._want(event.x)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Follow the mouse while it is held."""
        if self._dragging:
            event.stop()
            self._want(event.x)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go."""
        event.stop()
        self._dragging = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel steps."""
        event.stop()
        self.post_message(self.Stepped(-1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel steps."""
        event.stop()
        self.post_message(self.Stepped(1))

    def _want(self, column: int) -> None:
        if self.timeline is not None and self.width:
            self.post_message(self.Wanted(self.timeline.time_s(column, self.width)))
