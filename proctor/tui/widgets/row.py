"""One row that is painted again only when it really changed, and never moves anything."""

from textual.content import Content
from textual.events import Click
from textual.widgets import Static


class Row(Static):
    """Shows what it is told to `say`; where a part of that carries an act, a click does what its key does."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__("", id=id, markup=False)
        self._said: Content | None = None

    async def on_click(self, event: Click) -> None:
        """The mouse is optional."""
        if act_id := event.style.meta.get("act"):
            await self.run_action(f"screen.do('{act_id}')")

    def say(self, content: Content) -> None:
        """Show `content`."""
        if self._said is None or not content.is_same(self._said):
            self._said = content
            self.update(content, layout=False)
