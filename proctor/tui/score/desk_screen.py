"""What both forms do: keep drafts, lead through what is missing, submit after one question, help, leave."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, TextArea
from textual.worker import Worker

from proctor.errors import ProctorError
from proctor.tui.score.keys import key_row, key_rows
from proctor.tui.score.rating_pane import RatingPane
from proctor.tui.score.sheet import Sheet
from proctor.tui.score.text_pane import TextPane
from proctor.tui.screens.choose import ConfirmScreen
from proctor.tui.screens.help_page import HelpPage
from proctor.tui.widgets.row import Row

SAVED_AFTER_S: Final = 1.0
_REMARKS: Final = (
    "Every score was chosen by you; nothing is computed from checks or times.",
    "A score needs something to point at. Write the note before the score.",
    "Other people's cards can be read once yours is submitted, here and everywhere.",
    "Everything here is also a plain command: proctor score --help.",
)


class ScoreHelp(HelpPage):
    """The forms' keys."""

    CSS_PATH = ["../screens/modal.tcss", "score.tcss"]  # noqa: RUF012 Textual's own class attribute

    def __init__(self, *, answers: bool) -> None:
        super().__init__("Keys of the score card", key_rows(answers=answers), _REMARKS)


class DeskScreen(Screen[None]):
    """`sheets` are the drafts that lie here."""

    ANSWERS: ClassVar = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (118, "-wide")]  # noqa: RUF012 Textual's own class attribute

    def __init__(self, sheets: tuple[Sheet, ...]) -> None:
        super().__init__()
        self.sheets = sheets
        self._saving: Timer | None = None
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """Who and what, what is missing, the body, the keys."""
        yield Row(id="score-head")
        yield Row(id="score-missing")
        yield from self.body()
        yield Row(id="key-bar")

    def body(self) -> ComposeResult:
        """What is between head and keys."""
        yield from ()

    def on_resize(self) -> None:
        """Other keys have room."""
        keys = key_row(self.app.size.width - 2, answers=self.ANSWERS)
        self.query_one("#key-bar", Row).say(keys)

    def on_unmount(self) -> None:
        """Nothing that was written is lost when the terminal goes."""
        self._kept()

    async def action_do(self, act: str) -> None:
        """What a key or a click asks for."""
        if act.startswith("score-"):
            self._score(int(act.removeprefix("score-")))
            return
        acts: dict[str, Callable[[], object]] = {
            "cites": lambda: self.query_one("#cites").focus(),
            "note": lambda: self.query_one("#note").focus(),
            "help": lambda: self.app.push_screen(ScoreHelp(answers=self.ANSWERS)),
            "back": self.back,
            "submit": self.submit,
            "leave": self.leave,
            **self.acts(),
        }
        acts[act]()

    def acts(self) -> dict[str, Callable[[], object]]:
        """What only one of the forms does."""
        return {}

    def back(self) -> None:
        """Out of a field."""
        self.home()

    def home(self) -> None:
        """Where the keys act."""
        self.set_focus(None)

    def on_rating_pane_changed(self) -> None:
        """On disk a moment after the last change."""
        self.paint()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVED_AFTER_S, self.save)

    def save(self) -> bool:
        """Keep all drafts; says whether they are kept."""
        kept = self._kept()
        self.paint()
        return kept

    def paint(self) -> None:
        """Bring the rows up to date."""

    def state_words(self) -> str:
        """Whether the drafts are kept."""
        if self._trouble:
            return f"NOT KEPT: {self._trouble}"
        if any(sheet.changed for sheet in self.sheets):
            return "Draft being kept ..."
        return "Draft kept." if any(sheet.draft.changed_utc for sheet in self.sheets) else ""

    def say_head(self, head: Content, missing: Content) -> None:
        """The two rows at the top."""
        self.query_one("#score-head", Row).say(head)
        self.query_one("#score-missing", Row).say(missing)

    def refuse(self, error: ProctorError) -> None:
        """Why not."""
        self.notify(f"{error}\n{error.hint}".strip(), severity="error", markup=False)

    def submit(self) -> Worker[None]:
        """Each form has its own."""
        raise NotImplementedError

    @work(group="leave", exclusive=True)
    async def leave(self) -> None:
        """Leave, with the draft kept."""
        if self.save() or await self.sure("Leave without keeping the draft?", self._trouble, "Yes, leave"):
            self.app.exit(0)

    async def sure(self, title: str, text: str, yes: str) -> bool:
        """One question."""
        answer: bool | None = await self.app.push_screen_wait(ConfirmScreen(title, text, yes))
        return bool(answer)

    def writing(self) -> bool:
        """Whether keys are letters just now."""
        return isinstance(self.focused, (Input, TextArea))

    def _kept(self) -> bool:
        self._trouble = ""
        try:
            for sheet in self.sheets:
                sheet.save()
        except ProctorError as error:
            self._trouble = str(error)
        return not self._trouble

    def _score(self, score: int) -> None:
        if self.has_class("-words"):
            self.query_one(TextPane).score(score)
        else:
            self.query_one(RatingPane).score(score)
