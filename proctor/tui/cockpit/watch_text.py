"""A text that is a function of the cockpit's view, repainted only when it really changed."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from proctor.tui.cockpit.view import WatchView
from proctor.tui.widgets.steady_text import SteadyText

Wording = Callable[[WatchView], Content]
Facts = Callable[[WatchView], tuple[object, ...]]


class WatchText(SteadyText):
    """Shows `wording(watch)`, worded anew only when one of `facts(watch)` is another; hides while it is empty."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self, wording: Wording, facts: Facts, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._wording, self._facts = wording, facts
        self._known: tuple[object, ...] | None = None

    def watch_view(self, watch: WatchView | None) -> None:
        """Repaint if the words changed."""
        if watch is None:
            return
        facts = self._facts(watch)
        if self._known is None or any(new is not old for new, old in zip(facts, self._known, strict=True)):
            self._known = facts
            self.say(self._wording(watch))


class TextPane(VerticalScroll):
    """A pane that is one text, and scrolls."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self, wording: Wording, facts: Facts, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._wording, self._facts = wording, facts

    def compose(self) -> ComposeResult:
        """The text."""
        yield WatchText(self._wording, self._facts, classes="prose").data_bind(TextPane.view)
