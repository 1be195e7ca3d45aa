"""The replay's screen: summary, or timeline and panes. It shows scenes and turns panes; the app moves the playback."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from proctor.session.plain_text import shown_line
from proctor.tui.replay.before_after_pane import BeforeAfterPane
from proctor.tui.replay.checks_pane import ChecksPane
from proctor.tui.replay.code_pane import CodePane
from proctor.tui.replay.events_pane import EventsPane
from proctor.tui.replay.key_bar import ReplayKeyBar
from proctor.tui.replay.keys import bindings
from proctor.tui.replay.opening import Opened
from proctor.tui.replay.pane_tabs import SUMMARY_TAB, PaneTabs
from proctor.tui.replay.panes import (
    CHECKS,
    CODE,
    EVENTS,
    FEEDBACK,
    IDS,
    SIDE_BY_SIDE_FROM,
    TERMINAL,
    in_sight,
    next_pane,
)
from proctor.tui.replay.scene import Scene
from proctor.tui.replay.summary_pane import SummaryPane
from proctor.tui.replay.summary_words import Summary
from proctor.tui.replay.terminal_pane import TerminalPane
from proctor.tui.replay.timeline_bar import TimelineBar
from proctor.tui.replay.timeline_rows import Timeline
from proctor.tui.replay.top_rows import Words, now_row, top_rows
from proctor.tui.replay.typed import DIGITS

SUMMARY: Final = SUMMARY_TAB


class ReplayScreen(Screen[None]):
    """Begins on the summary, which says that the recording is read until there is something to `know`."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    class Asked(Message):
        """A key in the table of keys was pressed, or what does the same was clicked."""

        def __init__(self, act_id: str) -> None:
            super().__init__()
            self.act_id = act_id

    class Digit(Message):
        """A digit or a colon was typed."""

        def __init__(self, char: str) -> None:
            super().__init__()
            self.char = char

    def __init__(self, text_of: Callable[[str], str], notice: str = "") -> None:
        super().__init__()
        self._text_of = text_of
        self.front, self._main, self._notice = SUMMARY, CODE, notice
        self._opened: Opened | None = None
        self._scene: Scene | None = None
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Everything that a step paints is there from the start."""
        lasting = Static(self._notice, id="banner", markup=False)
        lasting.display = bool(self._notice)
        yield lasting
        yield SummaryPane()
        yield Words(id="top")
        yield TimelineBar()
        yield Words(id="now")
        yield PaneTabs()
        with Horizontal(id="replay-body"):
            with Vertical(id="replay-main"):
                yield CodePane(self._text_of)
                yield TerminalPane()
            with Vertical(id="replay-side"):
                yield ChecksPane()
                yield EventsPane()
            yield BeforeAfterPane()
        yield ReplayKeyBar()

    def on_mount(self) -> None:
        """The summary is in front."""
        self.lay_out()

    def know(self, opened: Opened) -> None:
        """The recording is there."""
        self._opened = opened
        film = opened.film
        self.query_one(TimelineBar).timeline = Timeline(film, ascii_only=self.app.has_class("-ascii"))
        self.query_one(ChecksPane).know(film)
        if problem := film.recording.problem:
            banner = self.query_one("#banner", Static)
            banner.update(f"DAMAGED: {shown_line(problem)}. What stands behind it is not shown.")
            banner.add_class("-error")
            banner.display = True

    def sum_up(self, summary: Summary) -> None:
        """More of the summary is known, and perhaps what became of the feedback."""
        for pane in self.query(SummaryPane):  # none any more where the screen was left meanwhile
            pane.show(summary)
        if summary.change is not None:
            for beside in self.query(BeforeAfterPane):
                beside.know(summary.change, summary.veil)

    @property
    def wants_picture(self) -> bool:
        """Whether the terminal is in sight."""
        return TERMINAL in self._sight

    def show(self, scene: Scene, typed: str) -> None:
        """Another moment."""
        self._scene, self._typed = scene, typed
        self.query_one(ReplayKeyBar).show(self.front, playing=scene.position.playing)
        if self.front == SUMMARY or self._opened is None:
            return
        film, veil, position = self._opened.film, self._opened.veil, scene.position
        ascii_only = self.app.has_class("-ascii")
        self.query_one("#top", Words).say(top_rows(scene, film, veil.text(film.terms.candidate)))
        self.query_one("#now", Words).say([(now_row(scene, typed, self.size.width, ascii_only=ascii_only), ())])
        self.query_one(TimelineBar).show(position.t_s, position.mark_s)
        sight = self._sight
        if CODE in sight:
            self.query_one(CodePane).show(scene)
        if CHECKS in sight:
            self.query_one(ChecksPane).show(scene)
        if EVENTS in sight:
            self.query_one(EventsPane).show(film.marks, scene.number)
        if TERMINAL in sight:
            self.query_one(TerminalPane).show(scene.picture, film.terms, veiled=veil.hides)

    def bring(self, front: str) -> None:
        """Put a pane, the summary or the feedback in front and give it the keys."""
        self.front = front
        if front in (CODE, TERMINAL):
            self._main = front
        self.lay_out()

    def turn(self, step: int) -> None:
        """To the next pane; beside the feedback, to its other part."""
        if self.front == FEEDBACK:
            self.query_one(BeforeAfterPane).turn()
        else:
            self.bring(next_pane(self.front, step))

    def lay_out(self) -> None:
        """Only what is in sight is laid out."""
        wide, summary = self.size.width >= SIDE_BY_SIDE_FROM, self.front == SUMMARY
        self.set_class(wide, "-wide")
        self.query_one(SummaryPane).display = summary
        for name in ("top", "timeline", "now", "tabs", "replay-body"):
            self.query_one(f"#{name}").display = not summary
        sight = self._sight
        for pane, widget_id in IDS.items():
            self.query_one(f"#{widget_id}").display = pane in sight
        self.query_one("#replay-main").display = CODE in sight or TERMINAL in sight
        self.query_one("#replay-side").display = CHECKS in sight or EVENTS in sight
        self.query_one(PaneTabs).show(self.front, sight)
        self._focus()

    @property
    def _sight(self) -> tuple[str, ...]:
        if self.front == SUMMARY:
            return ()
        return in_sight(self.front, self._main, wide=self.size.width >= SIDE_BY_SIDE_FROM)

    def _focus(self) -> None:
        inner = {CODE: "#code-lines", TERMINAL: "#terminal-view", FEEDBACK: "#changed"}
        if self.front == SUMMARY:
            self.set_focus(None)
        else:
            self.set_focus(self.query_one(inner.get(self.front, f"#{IDS.get(self.front, 'code')}")))

    def on_resize(self) -> None:
        """Another width, perhaps other panes side by side."""
        self.lay_out()
        self.post_message(self.Asked("again"))

    def on_pane_tabs_chosen(self, message: PaneTabs.Chosen) -> None:
        """A tab was clicked; its name is what is in front then."""
        message.stop()
        self.bring(message.pane)
        self.post_message(self.Asked("again"))

    def on_key(self, event: Key) -> None:
        """Digits are typed."""
        if event.character is not None and event.character in DIGITS:
            event.stop()
            self.post_message(self.Digit(event.character))

    def action_do(self, act_id: str) -> None:
        """The app does it."""
        self.post_message(self.Asked(act_id))

    def action_enter(self) -> None:
        """Enter where no list has the keys."""
        self.post_message(self.Asked("enter"))

    def action_escape(self) -> None:
        """Take back what was typed."""
        self.post_message(self.Asked("escape"))
