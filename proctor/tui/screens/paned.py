"""A phase's screen made of panes: one, two or three columns by width, one pane per column in sight."""

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import OptionList

from proctor.session.events import ViewChanged
from proctor.tui.arrangement import Pane, columns, visible
from proctor.tui.feedback_words import feedback_text, frozen_text
from proctor.tui.rule_words import rule_facts, rules
from proctor.tui.save_words import save_facts, save_log
from proctor.tui.screens.phase_screen import PhaseScreen
from proctor.tui.talk_words import talk_facts, talk_text
from proctor.tui.view import View
from proctor.tui.widgets.check_pane import CheckPane
from proctor.tui.widgets.spec_pane import SpecPane
from proctor.tui.widgets.steady_text import SteadyText
from proctor.tui.widgets.tab_strip import TabStrip
from proctor.tui.widgets.view_text import ViewText
from proctor.tui.widgets.waiting_line import WaitingLine


class PanedScreen(PhaseScreen):
    """Number keys choose panes; a chosen pane gets the focus, so that the arrow keys scroll it."""

    CSS_PATH = "paned.tcss"
    AUTO_FOCUS = ""
    PANES: ClassVar[tuple[Pane, ...]] = ()

    def __init__(self, view: View, t_s: float = 0.0) -> None:
        super().__init__(view, t_s)
        self._wanted: tuple[Pane, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The tabs, and every pane; `_arrange` decides which are in sight."""
        yield TabStrip(self.PANES).data_bind(PhaseScreen.view)
        with Horizontal(id="panes"):
            for number, pane in enumerate(self.PANES, 1):
                box = pane_box(pane, PhaseScreen.view, PhaseScreen.t_s)
                box.add_class("pane")
                box.border_title = f"{number} {pane}"
                yield box

    def on_mount(self) -> None:
        """Take the width there is."""
        self._arrange()
        self.call_after_refresh(self._focus_something)

    def on_resize(self) -> None:
        """Another width, perhaps another number of columns."""
        self._arrange()

    @property
    def shows_talk(self) -> bool:
        """Whether the pane of messages is in sight."""
        return Pane.TALK in self._in_sight()

    def in_sight(self) -> ViewChanged:
        """The panes by their names, each with the row it was scrolled to."""
        panes = self._in_sight()
        rows = {str(pane): _first_row(self._box(pane)) for pane in panes}
        index = self.query_one(OptionList).highlighted if Pane.CHECKS in panes else None
        within = self.focused.ancestors_with_self if self.focused is not None else []
        return ViewChanged(
            panes=tuple(str(pane) for pane in panes),
            focused=next((str(pane) for pane in panes if self._box(pane) in within), ""),
            scroll={pane: row for pane, row in rows.items() if row},
            check="" if index is None else self.query_one(OptionList).get_option_at_index(index).id or "",
            columns=self.app.size.width,
            lines=self.app.size.height,
        )

    def action_do(self, act_id: str) -> None:
        """Number keys stay here; everything else goes to the app."""
        if not act_id.startswith("pane-"):
            super().action_do(act_id)
            return
        index = int(act_id.removeprefix("pane-")) - 1
        if index < len(self.PANES):
            pane = self.PANES[index]
            self._wanted = (pane, *(other for other in self._wanted if other is not pane))
            self._arrange()
            self._focus_pane(pane)

    def _in_sight(self) -> tuple[Pane, ...]:
        return visible(columns(self.PANES, self.app.size.width), self._wanted)

    def _arrange(self) -> None:
        shown = self._in_sight()
        self.set_class(len(shown) > 1, "-columns")
        self.query_one(TabStrip).in_sight = shown
        self.sight_moved()
        for pane in self.PANES:
            box = self._box(pane)
            box.display = pane in shown
            if box.display:
                for text in box.query(SteadyText):
                    text.settle()

    def _box(self, pane: Pane) -> Widget:
        return self.query_one(f"#pane-{pane.name.lower()}")

    def _focus_pane(self, pane: Pane) -> None:
        box = self._box(pane)
        (box.query_one(OptionList) if isinstance(box, CheckPane) else box).focus()

    def _focus_something(self) -> None:
        if self.focused is None:
            self._focus_pane(self._in_sight()[0])


def _first_row(box: Widget) -> int:
    """Of the checks, what scrolls far is all about one check."""
    moving = box.query_one("#check-detail-scroll") if isinstance(box, CheckPane) else box
    return moving.scroll_offset.y


def pane_box(pane: Pane, view: Reactive[Any], t_s: Reactive[float]) -> Widget:
    """A pane with everything in it, bound to these two of whoever composes it; a mirror shows the same panes."""
    pane_id = f"pane-{pane.name.lower()}"
    if pane is Pane.SPEC:
        return SpecPane(id=pane_id).data_bind(view)
    if pane is Pane.CHECKS:
        return CheckPane(id=pane_id).data_bind(view)
    return VerticalScroll(*_texts(pane, view, t_s), id=pane_id)


def _texts(pane: Pane, view: Reactive[Any], t_s: Reactive[float]) -> Iterator[Widget]:
    if pane is Pane.RULES:
        yield ViewText(rules, facts=rule_facts, classes="prose").data_bind(view)
    elif pane is Pane.SAVES:
        yield ViewText(save_log, facts=save_facts, classes="prose").data_bind(view)
    elif pane is Pane.TALK:
        yield ViewText(talk_text, facts=talk_facts, classes="prose").data_bind(view)
    else:
        yield WaitingLine().data_bind(view, t_s)
        yield ViewText(feedback_text, classes="prose").data_bind(view)
        yield ViewText(frozen_text, classes="prose").data_bind(view)
