"""A text that may change often and seldom moves anything: the base of everything a save repaints."""

from typing import cast

from textual.content import Content
from textual.css.styles import RulesMap
from textual.widgets import Static


class SteadyText(Static):
    """Repaints itself only for other words, and lets the screen be arranged anew only for another height.

    An arrangement of the whole screen costs about ten times as much as one text, on the cores that run the checks.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__("", id=id, classes=classes, markup=False)
        self._said: Content | None = None
        self._outgrown = False

    def say(self, content: Content) -> None:
        """Show `content`; hide while it is empty."""
        if self._said is not None and content.is_same(self._said):
            return
        before, self._said = self._said, content
        self.display = bool(content)
        other_height = self._other_height(content, before)
        in_sight = all(node.display for node in self.ancestors_with_self)
        self._outgrown = other_height and not in_sight
        self.update(content, layout=other_height and in_sight)

    def settle(self) -> None:
        """Take the room for what was said out of sight; for whoever brings the text back, because no event tells."""
        if self._outgrown:
            self._outgrown = False
            self.refresh(layout=True)

    def _other_height(self, content: Content, before: Content | None) -> bool:
        """Whether the widget would get another height; one that is higher than its text has a least height."""
        width, height = self.content_size
        if not width or before is None:
            return True
        rules = cast("RulesMap", self.styles)
        needed, had = content.get_height(rules, width), before.get_height(rules, width)
        return needed != had and (needed > height or had >= height)
