"""A pane with rows to choose from, and everything about the chosen one below."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from proctor.tui.cockpit.entries import Entry
from proctor.tui.cockpit.view import WatchView
from proctor.tui.cockpit.watch_text import Facts, WatchText, Wording
from proctor.tui.widgets.steady_text import SteadyText

Entries = Callable[[WatchView], tuple[Entry, ...]]


class ListPane(Vertical):
    """`lead`, the rows of `entries`, the detail of the row under the cursor; made anew when `facts` change."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    class Picked(Message):
        """Enter on a row."""

        def __init__(self, pane: "ListPane", entry: str) -> None:
            super().__init__()
            self.pane, self.entry = pane, entry

    def __init__(self, lead: Wording, entries: Entries, facts: Facts, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._lead, self._entries, self._facts = lead, entries, facts
        self._known: tuple[object, ...] | None = None
        self._painted: tuple[Entry, ...] = ()

    @property
    def under_cursor(self) -> str:
        """The id of the row under the cursor; empty without rows."""
        index = self.query_one(OptionList).highlighted
        return self._painted[index].id if index is not None and index < len(self._painted) else ""

    def compose(self) -> ComposeResult:
        """Lead, list, detail."""
        yield WatchText(self._lead, self._facts, classes="lead").data_bind(ListPane.view)
        yield OptionList(classes="entries", compact=True, markup=False)
        with VerticalScroll(classes="detail-scroll"):
            yield SteadyText(classes="detail")

    def on_mount(self) -> None:
        """Paint what is known by now."""
        self._paint()

    def watch_view(self) -> None:
        """Paint what differs."""
        if self.is_mounted:
            self._paint()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The cursor moved: the details follow."""
        event.stop()
        self._paint_detail()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Picked(self, self.under_cursor))

    def _paint(self) -> None:
        if self.view is None:
            return
        facts = self._facts(self.view)
        if self._known is not None and all(new is old for new, old in zip(facts, self._known, strict=True)):
            return
        self._known = facts
        entries, listed = self._entries(self.view), self.query_one(OptionList)
        if [entry.id for entry in entries] != [entry.id for entry in self._painted]:
            listed.clear_options()
            listed.add_options([Option(entry.row) for entry in entries])
            listed.highlighted = 0 if entries else None
        else:
            for index, (old, new) in enumerate(zip(self._painted, entries, strict=True)):
                if not new.row.is_same(old.row):
                    listed.replace_option_prompt_at_index(index, new.row)
        self._painted = entries
        self._paint_detail()

    def _paint_detail(self) -> None:
        index = self.query_one(OptionList).highlighted
        if index is not None and index < len(self._painted):
            self.query_one(".detail", SteadyText).say(self._painted[index].detail)
