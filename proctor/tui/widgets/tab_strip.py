"""One row that names all panes, marks the ones in sight, tells how many checks hold and what is not read yet."""

from collections.abc import Iterator

from textual.content import Content, Span
from textual.reactive import reactive
from textual.style import Style

from proctor.tui.arrangement import Pane
from proctor.tui.check_words import holding_text
from proctor.tui.talk_words import unread
from proctor.tui.view import View
from proctor.tui.widgets.row import Row


class TabStrip(Row):
    """The panes with their number keys."""

    view: reactive[View | None] = reactive(None, repaint=False)
    in_sight: reactive[tuple[Pane, ...]] = reactive((), repaint=False)

    def __init__(self, panes: tuple[Pane, ...]) -> None:
        super().__init__(id="tab-strip")
        self._panes = panes

    def watch_view(self) -> None:
        """The counts may have changed."""
        self._paint()

    def on_resize(self) -> None:
        """There may be room for more words, or for fewer."""
        self._paint()

    def watch_in_sight(self) -> None:
        """Other panes are in sight."""
        self._paint()

    def _paint(self) -> None:
        cells = self.app.size.width
        fitting = (content for content in self._lines() if content.cell_length <= cells)
        self.say(next(fitting, None) or self._line("", short=True))

    def _lines(self) -> Iterator[Content]:
        """The row, from the most spacious to the shortest."""
        for gap in ("  ", " ", ""):
            yield self._line(gap)

    def _line(self, gap: str, *, short: bool = False) -> Content:
        tabs = [self._tab(number, pane, short=short) for number, pane in enumerate(self._panes, 1)]
        return Content(gap).join(tabs)

    def _tab(self, number: int, pane: Pane, *, short: bool) -> Content:
        style = "bold reverse" if pane in self.in_sight else "$text"
        extra = self._extra(pane, short=short)
        loud = "bold $text-warning" if pane is Pane.TALK and pane not in self.in_sight else ""
        tab = Content.assemble(Content.styled(f" {number} {pane}", style), (extra, loud or style), (" ", style))
        return tab.add_spans([Span(0, len(tab), Style.from_meta({"act": f"pane-{number}"}))])

    def _extra(self, pane: Pane, *, short: bool) -> str:
        session = self.view.session if self.view else None
        if self.view is None or session is None:
            return ""
        if pane is Pane.CHECKS:
            holding = holding_text(session.board)
            return f" {holding.replace(' of ', '/') if short else holding}"
        new = unread(session, self.view.read) if pane is Pane.TALK else 0
        return f" {new} new" if new else ""
