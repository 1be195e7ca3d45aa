"""A question with answers to choose from, over whatever is on the screen: confirmations, pause reasons, versions."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

Answer = TypeVar("Answer")


class ChooseScreen(ModalScreen[Answer | None], Generic[Answer]):
    """Dismisses with the chosen answer, or with None on escape."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "refuse", "Back", show=False)]

    def __init__(self, title: str, text: str, answers: list[tuple[str, Answer]]) -> None:
        super().__init__()
        self._title, self._text, self._answers = title, text, answers

    def compose(self) -> ComposeResult:
        """Title, explanation, answers."""
        with Vertical(classes="modal"):
            yield Static(self._title, classes="modal-title", markup=False)
            yield Static(self._text, classes="modal-text", markup=False)
            yield OptionList(*(Option(label) for label, _ in self._answers), compact=True, markup=False)
            yield Static("Up and down choose, Enter confirms, Esc goes back.", classes="modal-keys", markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter: that is the answer."""
        event.stop()
        self.dismiss(self._answers[event.option_index][1])

    def action_refuse(self) -> None:
        """No answer."""
        self.dismiss(None)


class ConfirmScreen(ChooseScreen[bool]):
    """Asks once before something that cannot be taken back; the cursor stands on going back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n", "answer(False)", "No", show=False),
    ]

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__(title, text, [("No, go back (n)", False), (f"{yes} (y)", True)])

    def action_answer(self, yes: bool) -> None:
        """A letter answers too."""
        self.dismiss(yes)
