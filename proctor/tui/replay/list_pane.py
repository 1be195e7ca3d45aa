"""A list that is drawn, with the entry under the cursor in full below it; it scrolls by keys, wheel and clicks."""

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from proctor.tui.replay.drawn import Drawn, Row

_WHEEL: Final = 3
_LEAST_ROWS: Final = 4
"""Rows that the list keeps; where there are fewer than twice as many, nothing stands below it."""


class ListPane(Drawn, can_focus=True):
    """Keeps a cursor, and the entry under it in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor(-1)", show=False),
        Binding("down", "cursor(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("enter", "pick", show=False),
    ]

    class Picked(Message):
        """Enter was pressed on an entry, or it was clicked."""

        def __init__(self, pane: "ListPane", number: int) -> None:
            super().__init__()
            self.pane, self.number = pane, number

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self.cursor = self.top = 0
        self.below: list[Row] = []

    def count(self) -> int:
        """How many entries there are."""
        raise NotImplementedError

    def entry(self, number: int, width: int) -> Row:
        """An entry in so many columns."""
        raise NotImplementedError

    def detail(self, number: int, width: int) -> list[Row]:
        """What is told of the entry under the cursor."""
        raise NotImplementedError

    def draw(self) -> None:
        """Bring the list and what stands below it up to date."""
        count, width = self.count(), self.width
        self.cursor = max(0, min(self.cursor, count - 1))
        self.below = self.detail(self.cursor, width)[: self._room_below()] if count and width else []
        self._keep_in_sight()
        super().draw()

    def row(self, y: int) -> Row:
        """An entry, the line between, or a row of the detail."""
        list_rows = self.list_rows
        if y < list_rows:
            number = self.top + y
            return self.entry(number, self.width) if number < self.count() else ()
        if y == list_rows:
            return ((("-" if self.ascii_only else "─") * self.width, "muted"),)
        return self.below[y - list_rows - 1] if y - list_rows - 1 < len(self.below) else ()

    @property
    def list_rows(self) -> int:
        """Rows of the list itself."""
        return self.height - (len(self.below) + 1 if self.below else 0)

    def move_to(self, number: int) -> None:
        """Put the cursor on an entry."""
        self.cursor = number
        self.draw()

    def action_cursor(self, step: int) -> None:
        """To the entry above or below."""
        self.move_to(self.cursor + step)

    def action_page(self, pages: int) -> None:
        """A page up or down."""
        self.move_to(self.cursor + pages * max(1, self.list_rows - 1))

    def action_pick(self) -> None:
        """Enter."""
        if self.count():
            self.post_message(self.Picked(self, self.cursor))

    def on_click(self, event: Click) -> None:
        """A click picks."""
        number = self.top + event.y
        if event.y < self.list_rows and number < self.count():
            event.stop()
            self.move_to(number)
            self.action_pick()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.action_cursor(-_WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.action_cursor(_WHEEL)

    def on_focus(self) -> None:
        """The cursor looks different."""
        self.draw()

    def on_blur(self) -> None:
        """The cursor looks different."""
        self.draw()

    def pointer(self, number: int) -> str:
        """What stands before an entry: an arrow before the one under the cursor."""
        if number != self.cursor:
            return "  "
        return "> " if self.ascii_only else "► "

    def _room_below(self) -> int:
        height = self.height
        return 0 if height < 2 * _LEAST_ROWS else min(height // 2, max(height - self.count() - 1, height // 3))

    def _keep_in_sight(self) -> None:
        rows = max(1, self.list_rows)
        self.top = min(max(self.top, self.cursor - rows + 1), self.cursor)
        self.top = max(0, min(self.top, self.count() - rows))
