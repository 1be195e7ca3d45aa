"""The mirror's tabs, with the one in sight marked; chosen by a click or by the keys beside them."""

from textual.content import Content, Span
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from proctor.session.state import Session
from proctor.tui.arrangement import Pane
from proctor.tui.check_words import holding_text

_CHOICE = "mirror_tab"
_ROOMY_FROM = 76
"""Columns from which tabs stand apart, and say how many checks hold."""


class TabRow(Static):
    """One row; `ahead` is the tab in which the candidate is."""

    DEFAULT_CSS = """
    TabRow { height: 1; width: 1fr; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    TabRow.-ascii { text-overflow: clip; }
    """
    names: reactive[tuple[str, ...]] = reactive((), repaint=False)
    current: reactive[str] = reactive("", repaint=False)
    ahead: reactive[str] = reactive("", repaint=False)
    session: reactive[Session | None] = reactive(None, repaint=False)

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._said: Content | None = None

    def on_click(self, event: Click) -> None:
        """A click chooses."""
        event.stop()
        if name := event.style.meta.get(_CHOICE):
            self.post_message(self.Chosen(name))

    def watch_names(self) -> None:
        """Other tabs."""
        self._paint()

    def watch_current(self) -> None:
        """Another one in sight."""
        self._paint()

    def watch_ahead(self) -> None:
        """The candidate went elsewhere."""
        self._paint()

    def watch_session(self) -> None:
        """The counts may have changed."""
        self._paint()

    def on_resize(self) -> None:
        """The counts may have room, or none."""
        self._paint()

    def _paint(self) -> None:
        roomy = self.size.width >= _ROOMY_FROM
        content = Content(" " if roomy else "").join([self._tab(name) for name in self.names])
        content = content if roomy else content.rstrip()
        if self._said is None or not content.is_same(self._said):
            self._said = content
            self.update(content, layout=False)

    def _tab(self, name: str) -> Content:
        counts = name == Pane.CHECKS and self.session is not None and self.size.width >= _ROOMY_FROM
        extra = f" {holding_text(self.session.board)}" if counts and self.session is not None else ""
        ahead = ("<" if self.has_class("-ascii") else "◂") if name == self.ahead and name != self.current else " "
        tab = Content.styled(f" {name}{extra}{ahead}", "bold reverse" if name == self.current else "$text")
        return tab.add_spans([Span(0, len(tab), Style.from_meta({_CHOICE: name}))])
