"""The candidate's terminal at a moment, or why there is no picture of it."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from proctor.session.screen import Screen
from proctor.session.terms import Terms
from proctor.tui.mirror.term_view import TermView

_NOT_KEPT = {
    "off": "It was agreed that no picture of the terminal is shown or kept.",
    "live": "The terminal was mirrored while the session ran; its picture was not kept. The code pane has every save.",
    "recorded": "The terminal's picture was agreed to be kept, but it did not come along with this file.",
}
_VEILED = "The terminal's picture is not shown while the name is hidden: it may hold the name."
_NOT_YET = "The terminal had shown nothing by then."


class TerminalPane(Vertical):
    """Paints its words only when they change."""

    def __init__(self) -> None:
        super().__init__(id="terminal")
        self._why: str | None = None

    def compose(self) -> ComposeResult:
        """One of the two shows."""
        yield Static("", id="terminal-none", markup=False)
        yield TermView(id="terminal-view")

    def show(self, picture: Screen | None, terms: Terms, *, veiled: bool) -> None:
        """The picture of a moment; None where none was kept."""
        why = why_none(picture, terms, veiled=veiled)
        view = self.query_one(TermView)
        if why != self._why:
            self._why = why
            words = self.query_one("#terminal-none", Static)
            words.update(why)
            words.display, view.display = bool(why), not why
        if picture is not None and not why:
            view.show(picture)


def why_none(picture: Screen | None, terms: Terms, *, veiled: bool) -> str:
    """What stands in place of the picture; empty where there is one."""
    if veiled:
        return _VEILED
    if picture is None:
        return _NOT_KEPT[terms.screen]
    return "" if picture.columns else _NOT_YET
