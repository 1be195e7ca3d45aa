"""What stands in place of the whole mirror during focus time: calm words and a countdown."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.widgets import Static

from proctor.session.durations import clock_text
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.mirror.term_words import name_of


class FocusPanel(Vertical):
    """A tick repaints only the minutes and seconds."""

    DEFAULT_CSS = """
    FocusPanel { align: center middle; height: 1fr; width: 1fr; padding: 0 2; }
    FocusPanel .focus-line { width: 100%; height: auto; text-align: center; max-width: 64; margin-bottom: 1; }
    FocusPanel #focus-head { text-style: bold; }
    FocusPanel #focus-count { width: 100%; height: 1; align-horizontal: center; margin-bottom: 1; max-width: 64; }
    FocusPanel #focus-left { width: auto; height: 1; text-style: bold; color: $text-accent; }
    """
    session: reactive[Session | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def compose(self) -> ComposeResult:
        """Words, countdown, words."""
        yield Static("Focus time", id="focus-head", classes="focus-line", markup=False)
        with Horizontal(id="focus-count"):
            yield Static("", id="focus-left", markup=False)
        yield Static("", id="focus-words", classes="focus-line", markup=False)

    def on_mount(self) -> None:
        """Paint what is known by now."""
        self.watch_session()

    def watch_session(self) -> None:
        """It began, or ended, or has another length."""
        focus = self.session.focus.now if self.session is not None else None
        if not self.is_mounted or self.session is None or focus is None:
            return
        until = local_time(self.session.at_utc, seconds=focus.until_s - self.session.t_s)
        self.query_one("#focus-words", Static).update(
            f"Nobody watches until {until}, as agreed.\n"
            f"{name_of(self.session)} sees the same countdown.\n"
            "Saves and checks go on; they are shown afterwards."
        )
        self.watch_t_s()

    def watch_t_s(self) -> None:
        """Time has passed."""
        focus = self.session.focus.now if self.session is not None else None
        if not self.is_mounted or focus is None:
            return
        left, label = clock_text(focus.left_s(self.t_s)), self.query_one("#focus-left", Static)
        if str(label.content) != left:
            label.update(left, layout=len(str(label.content)) != len(left))
