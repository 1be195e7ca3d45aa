"""The private side of the cockpit: tabs, and the chosen pane below them. Panes are made when first chosen."""

from typing import cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content, Span
from textual.events import Click
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from proctor.tui.cockpit.list_pane import ListPane
from proctor.tui.cockpit.side_panes import SIDE_PANES, SidePane, keys_of, pane_widget, tab_names
from proctor.tui.cockpit.view import WatchView
from proctor.tui.widgets.steady_text import SteadyText


class SideTabs(Static):
    """Names the private panes with their number keys; the chosen one is marked."""

    def __init__(self) -> None:
        super().__init__("", id="side-tabs", markup=False)
        self._said: Content | None = None

    async def on_click(self, event: Click) -> None:
        """A click chooses a pane as its number does."""
        if act_id := event.style.meta.get("act"):
            await self.run_action(f"screen.do('{act_id}')")

    def say(self, watch: WatchView | None, chosen: SidePane) -> None:
        """Bring the tabs up to date."""
        said = tabs_text(tab_names(watch), SIDE_PANES.index(chosen), self.content_size.width)
        if self._said is None or not said.is_same(self._said):
            self._said = said
            self.update(said)


def tabs_text(names: tuple[str, ...], chosen: int, width: int) -> Content:
    """The tabs in as few rows as have room for their whole names."""
    text, column = Content(""), 0
    for index, name in enumerate(names):
        column += len(name) + 1
        if index:
            text += Content(" " if column <= width + 1 else "\n")
            column = column if column <= width + 1 else len(name) + 1
        tab = Content.styled(name, "bold reverse" if index == chosen else "$text")
        text += tab.add_spans([Span(0, len(tab), Style.from_meta({"act": f"pane-{index + 1}"}))])
    return text


class PrivateSide(Vertical):
    """Only the pane in sight is told of new views."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__(id="private-side")
        self.chosen = SidePane.BRIEF
        self._made: dict[SidePane, Widget] = {}

    @property
    def under_cursor(self) -> tuple[SidePane, str]:
        """The pane in sight, and the row under the cursor where it has rows."""
        box = self._made.get(self.chosen)
        return self.chosen, box.under_cursor if isinstance(box, ListPane) else ""

    def compose(self) -> ComposeResult:
        """The tabs; the panes follow when they are chosen."""
        yield SideTabs()
        yield Vertical(id="side-body")

    async def on_mount(self) -> None:
        """The first pane."""
        await self.choose(self.chosen)

    def on_resize(self) -> None:
        """Other names have room."""
        self._label()

    async def choose(self, pane: SidePane) -> None:
        """Show a pane, made now if it was never shown."""
        self.chosen = pane
        if pane not in self._made:
            body = next(iter(self.query("#side-body")), None)
            if body is None:  # the cockpit was left meanwhile
                return
            self._made[pane] = pane_widget(pane)
            await body.mount(self._made[pane])
        for other, box in self._made.items():
            box.display = other is pane
        self._tell()
        for text in self._made[pane].query(SteadyText):
            text.settle()

    def focus_pane(self) -> None:
        """Give the keys to the pane in sight."""
        if (box := self._made.get(self.chosen)) is not None:
            keys_of(box).focus()

    def watch_view(self, old: WatchView | None, new: WatchView | None) -> None:
        """Tell the pane in sight; a picture alone is none of its business."""
        if self.is_mounted and (old is None or new is None or _known(old) != _known(new)):
            self._tell()

    def _tell(self) -> None:
        self._label()
        box = self._made.get(self.chosen)
        if box is not None and box.is_attached:
            cast("ListPane", box).view = self.view

    def _label(self) -> None:
        self.query_one(SideTabs).say(self.view, self.chosen)


def _known(watch: WatchView) -> tuple[int, ...]:
    parts = (watch.session, watch.observations, watch.material, watch.spec, watch.told, watch.kept)
    return tuple(id(part) for part in parts)
