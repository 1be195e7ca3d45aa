"""The cockpit's screen: the mirror on the left, the private side on the right, or one of them where it is narrow."""

import asyncio
import contextlib
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from proctor.tui.cockpit.bars import CockpitKeyBar, LastingLine, NextLine, WatchBar
from proctor.tui.cockpit.keys import ON_THE_SCREEN, bindings, by_key, why_not
from proctor.tui.cockpit.list_pane import ListPane
from proctor.tui.cockpit.side import PrivateSide
from proctor.tui.cockpit.side_panes import SIDE_PANES, SidePane
from proctor.tui.cockpit.view import WatchView
from proctor.tui.view import View
from proctor.tui.widgets.clock_bar import ClockBar

SIDE_BY_SIDE_FROM = 120
_SETTLES_IN_S = 3.0
_ROW_ACTS = {"issue": SidePane.ISSUES, "hint": SidePane.ISSUES, "reveal": SidePane.HIDDEN}
"""Keys that are about the row under the cursor where the pane with the rows has the keys."""


class CockpitScreen(Screen[None]):
    """Shows a view; asks for acts by message. The app answers with another view."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    view: reactive[WatchView] = reactive(WatchView(View(name="")), repaint=False, init=False)
    shared: reactive[View] = reactive(View(name=""), repaint=False, init=False)
    t_s: reactive[float] = reactive(0.0, repaint=False, init=False)

    class Asked(Message):
        """The person asks for something in the table of keys; `about` is the row it is about, if any."""

        def __init__(self, act_id: str, about: str = "") -> None:
            super().__init__()
            self.act_id, self.about = act_id, about

    def __init__(self, watch: WatchView, t_s: float) -> None:
        super().__init__()
        self.set_reactive(CockpitScreen.view, watch)
        self.set_reactive(CockpitScreen.shared, watch.shared)
        self.set_reactive(CockpitScreen.t_s, t_s)
        self._private_in_front = False
        self._filled = False
        self._settled = asyncio.Event()
        self._settled.set()

    def compose(self) -> ComposeResult:
        """The shell: cheap enough for the first paint."""
        yield ClockBar(id="clock-bar").data_bind(CockpitScreen.t_s, view=CockpitScreen.shared)
        yield WatchBar().data_bind(CockpitScreen.view)
        yield LastingLine().data_bind(CockpitScreen.view, CockpitScreen.t_s)
        yield NextLine().data_bind(CockpitScreen.view, CockpitScreen.t_s)
        yield Horizontal(
            Static("Connecting to the host of this session ...", id="connecting", markup=False), id="cockpit"
        )
        yield CockpitKeyBar().data_bind(CockpitScreen.view)

    def show(self, watch: WatchView, t_s: float) -> None:
        """Another view."""
        self.shared, self.view, self.t_s = watch.shared, watch, t_s
        if not self._filled and watch.session is not None:
            self._filled = True
            self._settled.clear()
            self.call_after_refresh(self.call_later, self._fill)

    async def _fill(self) -> None:
        from proctor.tui.mirror.mirror import Mirror  # noqa: PLC0415 heavy, and not for the first paint

        body = self.query_one("#cockpit")
        await body.remove_children()
        mirror = Mirror().data_bind(CockpitScreen.view, CockpitScreen.t_s)
        side = PrivateSide().data_bind(CockpitScreen.view)
        await body.mount(Vertical(mirror, id="mirror-side"), side)
        self._settled.set()
        if side.is_attached:  # the cockpit may have been left meanwhile
            self._arrange()
            self._focus_front()

    async def settled(self) -> None:
        """Wait until nothing is being put on the screen: taken away before it is there, half a screen would fail."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SETTLES_IN_S):
                await self._settled.wait()

    def on_resize(self) -> None:
        """Another width, perhaps one side instead of two."""
        if self._filled:
            self._arrange()

    async def action_do(self, act_id: str) -> None:
        """Panes are chosen here; everything else is asked of the app."""
        if act_id not in ON_THE_SCREEN:
            self.post_message(self.Asked(act_id, self._about(act_id)))
        elif act_id.startswith("tab-"):
            await self._turn(1 if act_id == "tab-next" else -1)
        elif self.query(PrivateSide):
            await self._go(act_id)

    async def _turn(self, step: int) -> None:
        """Another tab of the mirror, which is in sight then."""
        for mirror in self.query("Mirror"):
            if self._private_in_front:
                self._private_in_front = False
                self._arrange()
                self._focus_front()
            await mirror.run_action(f"tab({step})")

    async def _go(self, act_id: str) -> None:
        side = self.query_one(PrivateSide)
        self._private_in_front = act_id != "side" or not self._private_in_front
        if act_id != "side":
            await side.choose(SIDE_PANES[int(act_id.removeprefix("pane-")) - 1])
        self._arrange()
        self._focus_front()

    def on_list_pane_picked(self, message: ListPane.Picked) -> None:
        """Enter on a known issue marks it; on a hidden check, asks whether to reveal it."""
        message.stop()
        act_id = "issue" if message.pane.id == "side-issues" else "reveal"
        self.post_message(self.Asked(act_id, message.entry))

    def on_key(self, event: Key) -> None:
        """Whoever presses a dimmed key learns why it is dimmed."""
        act = by_key(event.key)
        if act is not None and (why := why_not(act, self.view)):
            event.stop()
            self.notify(f"{why[0].upper()}{why[1:]}.", severity="warning", markup=False)

    def _about(self, act_id: str) -> str:
        pane = _ROW_ACTS.get(act_id)
        side = next(iter(self.query(PrivateSide)), None)
        if pane is None or side is None or self.focused is None or side not in self.focused.ancestors_with_self:
            return ""
        chosen, row = side.under_cursor
        return row if chosen is pane else ""

    def _arrange(self) -> None:
        wide = self.app.size.width >= SIDE_BY_SIDE_FROM
        self.set_class(wide, "-wide")
        for side in self.query("#mirror-side"):
            side.display = wide or not self._private_in_front
        for side in self.query(PrivateSide):
            side.display = wide or self._private_in_front

    def _focus_front(self) -> None:
        if self._private_in_front:
            self.query_one(PrivateSide).focus_pane()
            return
        mirror: Widget = self.query_one("#mirror-side")
        inside = (widget for widget in self.focus_chain if mirror in widget.ancestors_with_self)
        if (first := next(inside, None)) is not None:
            first.focus()
        else:
            self.set_focus(None)
