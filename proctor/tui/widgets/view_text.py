"""A text that is a function of the view, repainted only when it really changed."""

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.reactive import reactive

from proctor.tui.view import View
from proctor.tui.widgets.steady_text import SteadyText

Wording = Callable[[View], Content]
Facts = Callable[[View], tuple[object, ...]]


def _everything(view: View) -> tuple[object, ...]:
    return (view,)


class ViewText(SteadyText):
    """Shows `wording(view)`, worded anew only when one of `facts(view)` is another; hides itself while it is empty."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def __init__(self, wording: Wording, *, facts: Facts = _everything, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._wording, self._facts = wording, facts
        self._known: tuple[object, ...] | None = None

    def watch_view(self, view: View | None) -> None:
        """Repaint if the words changed."""
        if view is None:
            return
        facts = self._facts(view)
        if self._known is None or any(new is not old for new, old in zip(facts, self._known, strict=True)):
            self._known = facts
            self.say(self._wording(view))


def heading(text: str) -> Content:
    """A line that begins a section."""
    return Content.styled(text, "bold $text-accent")


def stacked(lines: Iterable[Content | str]) -> Content:
    """One below the other; plain strings are text, never markup."""
    return Content("\n").join([Content(line) if isinstance(line, str) else line for line in lines])
