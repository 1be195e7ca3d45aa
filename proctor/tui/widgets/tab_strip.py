"""One row that names all panes, marks the ones in sight, and tells how many checks hold."""

from textual.content import Content, Span
from textual.events import Click
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from proctor.session.state import Session
from proctor.tui.arrangement import Pane
from proctor.tui.check_words import holding_text
from proctor.tui.view import View


class TabStrip(Static):
    """The panes with their number keys."""

    view: reactive[View | None] = reactive(None, repaint=False)
    in_sight: reactive[tuple[Pane, ...]] = reactive((), repaint=False)

    def __init__(self, panes: tuple[Pane, ...]) -> None:
        super().__init__("", id="tab-strip", markup=False)
        self._panes = panes
        self._said: Content | None = None

    async def on_click(self, event: Click) -> None:
        """A click chooses a pane as its number does."""
        if act_id := event.style.meta.get("act"):
            await self.run_action(f"screen.do('{act_id}')")

    def watch_view(self) -> None:
        """The counts may have changed."""
        self._paint()

    def watch_in_sight(self) -> None:
        """Other panes are in sight."""
        self._paint()

    def _paint(self) -> None:
        session = self.view.session if self.view else None
        tabs = [self._tab(number, pane, session) for number, pane in enumerate(self._panes, 1)]
        content = Content("  ").join(tabs)
        if self._said is None or not content.is_same(self._said):
            self._said = content
            self.update(content, layout=False)

    def _tab(self, number: int, pane: Pane, session: Session | None) -> Content:
        extra = f" {holding_text(session.board)}" if pane is Pane.CHECKS and session is not None else ""
        style = "bold reverse" if pane in self.in_sight else "$text"
        tab = Content.styled(f" {number} {pane}{extra} ", style)
        return tab.add_spans([Span(0, len(tab), Style.from_meta({"act": f"pane-{number}"}))])
