"""The frame that all phases share: clock bar, lasting notice, the phase's own body, keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Key
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import OptionList, Static

from proctor.session.events import ViewChanged
from proctor.tui.keys import BY_ID, bindings, by_key, why_not
from proctor.tui.view import View
from proctor.tui.widgets.banner import Banner
from proctor.tui.widgets.clock_bar import ClockBar
from proctor.tui.widgets.focus_line import FocusLine
from proctor.tui.widgets.key_bar import KeyBar


class PhaseScreen(Screen[None]):
    """Shows a view; asks for acts by message. The app answers with another view."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    PAGE: ClassVar[str] = ""
    """The name of a phase that is one page, whose box has the same name as its id."""
    view: reactive[View] = reactive(View(name=""), repaint=False, init=False)
    t_s: reactive[float] = reactive(0.0, repaint=False, init=False)

    class Asked(Message):
        """The person asks for something in the table of keys."""

        def __init__(self, act_id: str) -> None:
            super().__init__()
            self.act_id = act_id

    class SightChanged(Message):
        """Something else may be in sight now: another pane, another row, another size."""

    def __init__(self, view: View, t_s: float = 0.0) -> None:
        super().__init__()
        self.set_reactive(PhaseScreen.view, view)
        self.set_reactive(PhaseScreen.t_s, t_s)
        self.set_class(view.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """The shell: cheap enough for the first paint."""
        yield ClockBar(id="clock-bar").data_bind(PhaseScreen.view, PhaseScreen.t_s)
        yield Banner().data_bind(PhaseScreen.view)
        yield FocusLine().data_bind(PhaseScreen.view, PhaseScreen.t_s)
        yield from self.compose_body()
        yield KeyBar().data_bind(PhaseScreen.view)

    def on_mount(self) -> None:
        """Notice what moves."""
        self.call_after_refresh(self._watch_sight)

    def on_resize(self) -> None:
        """Another size."""
        self.sight_moved()

    @property
    def shows_talk(self) -> bool:
        """Whether what was written to the candidate is in sight."""
        return bool(self.PAGE)

    def in_sight(self) -> ViewChanged | None:
        """What the person has in sight; None while there is nothing worth telling."""
        if not self.PAGE:
            return None
        row, size = self.query_one(f"#{self.PAGE.lower()}").scroll_offset.y, self.app.size
        scroll = {self.PAGE: row} if row else {}
        return ViewChanged(panes=(self.PAGE,), focused=self.PAGE, scroll=scroll, columns=size.width, lines=size.height)

    def sight_moved(self, _value: object = None) -> None:
        """Say that something else may be in sight."""
        self.post_message(self.SightChanged())

    def _watch_sight(self) -> None:
        self.watch(self, "focused", self.sight_moved, init=False)
        for moving in self.query(VerticalScroll):
            self.watch(moving, "scroll_y", self.sight_moved, init=False)
        for listed in self.query(OptionList):
            self.watch(listed, "highlighted", self.sight_moved, init=False)
        self.sight_moved()

    def compose_body(self) -> ComposeResult:
        """What the phase itself shows."""
        yield Static("Connecting to the host of this session ...", id="connecting", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that cannot act now stays visible and dimmed."""
        if action != "do":
            return super().check_action(action, parameters)
        act = BY_ID[str(parameters[0])]
        return None if why_not(act, self.view.session, connected=self.view.connected) else True

    def action_do(self, act_id: str) -> None:
        """Ask for what a key stands for; keys of panes mean nothing where there are none."""
        if not act_id.startswith("pane-"):
            self.post_message(self.Asked(act_id))

    def on_key(self, event: Key) -> None:
        """Whoever presses a dimmed key learns why it is dimmed."""
        act = by_key(event.key)
        if act is None:
            return
        why = why_not(act, self.view.session, connected=self.view.connected)
        if why:
            event.stop()
            self.refuse(why)

    def refuse(self, why: str) -> None:
        """Say why something cannot be done now."""
        self.notify(f"{why[0].upper()}{why[1:]}.", severity="warning", markup=False)
