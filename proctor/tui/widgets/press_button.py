"""A button that is told from text by brackets and from the others by reverse, in every theme."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static


class PressButton(Static, can_focus=True):
    """Pressed by Enter, space or a click."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False)]

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, button: "PressButton") -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> "PressButton":
            """The button, for handlers that select by id."""
            return self.button

    def __init__(self, label: str, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(Content(f"[ {label} ]"), id=id)

    def action_press(self) -> None:
        """Tell whoever holds the button."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: Click) -> None:
        """A click presses too."""
        event.stop()
        self.action_press()
