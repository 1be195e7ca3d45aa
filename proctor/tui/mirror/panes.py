"""The candidate's own panes in the mirror: the very widgets that the candidate has, and nothing that acts."""

from functools import partial
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Click, Key
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList

from proctor.tui import lobby_words
from proctor.tui.arrangement import Pane
from proctor.tui.done_words import done
from proctor.tui.feedback_words import feedback_text
from proctor.tui.mirror.following import END, LOBBY
from proctor.tui.mirror.leading import lead
from proctor.tui.screens.paned import pane_box
from proctor.tui.view import View
from proctor.tui.widgets.steady_text import SteadyText
from proctor.tui.widgets.view_text import ViewText, Wording

_SCROLLING: Final = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
_LOBBY: Final = (lobby_words.what, lobby_words.start, lobby_words.people, lobby_words.tour, lobby_words.agreed)


class CandidatePanes(Widget):
    """One pane shows at a time."""

    view: reactive[View | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    class Moved(Message):
        """A person scrolled a pane, or chose a check in it."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, Widget] = {}
        self._name = ""
        self._leading = False

    def compose(self) -> ComposeResult:
        """Every pane there may be; pages of the lobby and of the end have no buttons here."""
        boxes = {str(pane): pane_box(pane, CandidatePanes.view, CandidatePanes.t_s) for pane in Pane}
        self._boxes = {LOBBY: _page(*_LOBBY), **boxes, END: _page(done, feedback_text)}
        for box in self._boxes.values():
            box.add_class("mirror-pane")
            box.display = False
            yield box

    def on_mount(self) -> None:
        """Notice a wheel that turns over a pane: its own event ends there."""
        for box in self._boxes.values():
            for moving in (box, *box.query("#check-detail-scroll")):
                self.watch(moving, "scroll_y", partial(self._on_pane_scrolled, box), init=False)

    def show(self, name: str) -> None:
        """Show the pane of this name."""
        if name == self._name:
            return
        self._name = name
        for named, box in self._boxes.items():
            box.display = named == name
        for text in self._boxes[name].query(SteadyText):
            text.settle()

    def lead(self) -> None:
        """Take the pane in sight to where the candidate has it."""
        if self._name in self._boxes and self.view is not None:
            self._leading = True
            lead(self._boxes[self._name], self._name, self.view)
            self._leading = False

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on one of the candidate's checks does nothing, for anybody."""
        event.stop()

    def on_key(self, event: Key) -> None:
        """The keys that scroll, wherever they are carried out."""
        if event.key in _SCROLLING:
            self.post_message(self.Moved())

    def on_click(self, event: Click) -> None:
        """A click that chooses a check."""
        if event.widget is not None and event.widget.id == "check-list":
            self.post_message(self.Moved())

    def _on_pane_scrolled(self, box: Widget) -> None:
        over = self.app.mouse_over
        if not self._leading and box.display and over is not None and box in over.ancestors_with_self:
            self.post_message(self.Moved())


def _page(*wordings: Wording) -> VerticalScroll:
    return VerticalScroll(*(ViewText(said, classes="prose").data_bind(CandidatePanes.view) for said in wordings))
