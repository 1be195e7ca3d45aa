"""The full-width line for a state that lasts: lost connection, pause, time up."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from proctor.tui.notices import Notice, banner
from proctor.tui.view import View


class Banner(Static):
    """Shown only while there is something to say; its words say how serious it is, colour only repeats it."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="banner", markup=False)
        self.display = False
        self._said: Notice | None = None

    def watch_view(self, view: View | None) -> None:
        """Say the state that matters most now."""
        said = banner(view.session, view.lost) if view is not None else None
        if said == self._said:
            return
        self._said = said
        if self.display is not (said is not None):
            self.display = said is not None
            # Everything below moves by a row; seldom enough to paint all of it, whatever else is being painted.
            self.call_after_refresh(self.screen.refresh)
        if said is not None:
            self.set_class(said.severity == "error", "-error")
            self.update(Content(said.text))
