"""The tab of the terminal: its picture, or why there is none and where to look instead."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from proctor.session.screen import Screen
from proctor.session.state import Session
from proctor.tui.mirror.term_view import TermView
from proctor.tui.mirror.term_words import no_picture


class TermTab(Vertical):
    """Paints its words only when they change."""

    DEFAULT_CSS = """
    TermTab { width: 1fr; height: 1fr; }
    TermTab #term-none { height: 1fr; width: 1fr; padding: 1 2; max-width: 80; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._why: str | None = None

    def compose(self) -> ComposeResult:
        """One of the two shows."""
        yield Static("", id="term-none", markup=False)
        yield TermView(id="term-view")

    def show(self, session: Session | None, picture: Screen) -> None:
        """The newest picture, and whether the candidate has it in front."""
        if not self.children:  # none any more where the screen was left meanwhile
            return
        why = no_picture(session, picture)
        view = self.query_one(TermView)
        if why != self._why:
            self._why = why
            words = self.query_one("#term-none", Static)
            words.update(why)
            words.display, view.display = bool(why), not why
        view.show(picture, live=session is not None and session.sight.window != "Work")
