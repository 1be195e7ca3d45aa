"""The clock bar: phase, whether time runs, what is left, when it ends, and which exercise this is."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static

from proctor.session.company import watching_text
from proctor.session.plain_text import shown_line
from proctor.tui import clock_words
from proctor.tui.shapes import CLOCK_LOW, CLOCK_RUNNING
from proctor.tui.view import View


class ClockBar(Horizontal):
    """One row. A tick repaints only the label of the remaining time, which is as wide as its text."""

    view: reactive[View | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def compose(self) -> ComposeResult:
        """The labels, left to right."""
        yield Static("proctor", id="clock-phase", markup=False)
        yield Static("", id="clock-state", markup=False)
        yield Static("", id="clock-left", markup=False)
        yield Static("", id="clock-ends", markup=False)
        yield Static("", id="clock-watched", markup=False)
        yield Static("", id="clock-title", markup=False)

    def on_mount(self) -> None:
        """Paint what is known by now."""
        self._paint_all()

    def watch_view(self) -> None:
        """Another state: repaint what differs."""
        if self.is_mounted:
            self._paint_all()

    def watch_t_s(self) -> None:
        """A tick."""
        if self.is_mounted:
            self._paint_time()

    def _paint_all(self) -> None:
        session = self.view.session if self.view else None
        if self.view is None or session is None:
            self._put("clock-state", "" if self.view is None or not self.view.lost else "NOT CONNECTED")
            return
        self._put("clock-phase", clock_words.phase_word(session))
        ends = clock_words.last_known_text(session) if self.view.lost else clock_words.ends_text(session)
        self._put("clock-ends", ends)
        self._put("clock-watched", watching_text(session))
        self._put("clock-title", shown_line(session.terms.title))
        self._paint_time()

    def _paint_time(self) -> None:
        session = self.view.session if self.view else None
        if self.view is None or session is None:
            return
        low = clock_words.runs_low(session, self.t_s) and not session.paused
        mark = CLOCK_LOW if low else clock_words.clock_mark(session)
        state = "NOT CONNECTED" if self.view.lost else mark.text(ascii_only=self.view.ascii_only)
        self._put("clock-state", state)
        self._put("clock-left", clock_words.remaining_text(session, self.t_s))
        self.set_class(low, "-low")
        self.set_class(session.paused, "-paused")
        self.set_class(mark is CLOCK_RUNNING, "-running")

    def _put(self, label_id: str, text: str) -> None:
        label = self.query_one(f"#{label_id}", Static)
        if str(label.content) != text:
            same_width = len(str(label.content)) == len(text)
            label.display = bool(text)
            label.update(text, layout=not same_width)
