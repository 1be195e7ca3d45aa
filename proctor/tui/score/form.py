"""The form for one session: criteria on the left, the chosen one beside them, what its checks said on the right."""

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from proctor.errors import ProctorError, UsageError
from proctor.session.plain_text import shown_line
from proctor.tui.score.cards_screen import CardsScreen
from proctor.tui.score.desk_screen import DeskScreen
from proctor.tui.score.keys import bindings
from proctor.tui.score.rating_pane import RatingPane
from proctor.tui.score.sheet import TEXTS, Sheet
from proctor.tui.score.text_pane import TextPane
from proctor.tui.score.words import cards_content, evidence, recap, row, words_row
from proctor.tui.screens.line import LineScreen

SUBMITTING = (
    "The card is sealed with the record. Later changes are further versions, and this one stays readable.\n"
    "Other people's cards become visible to you."
)


class FormScreen(DeskScreen):
    """One sheet."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(answers=False)]

    def __init__(self, sheet: Sheet) -> None:
        super().__init__((sheet,))
        self.sheet = sheet
        self._painted: list[Content] = []

    def body(self) -> ComposeResult:
        """The list, the criterion or the texts, the evidence."""
        with Horizontal(id="score-body"):
            yield OptionList(id="criteria", compact=True, markup=False)
            yield RatingPane()
            yield TextPane()
            with VerticalScroll(id="evidence"):
                yield Static("", id="evidence-text", markup=False)

    def on_mount(self) -> None:
        """The first criterion."""
        listed = self.query_one("#criteria", OptionList)
        self._painted = self._rows()
        listed.add_options([Option(content) for content in self._painted])
        listed.highlighted = 0
        listed.focus()
        self.paint()

    @property
    def chosen(self) -> int:
        """The row under the cursor; the one after the last criterion is for the texts."""
        return self.query_one("#criteria", OptionList).highlighted or 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another row."""
        event.stop()
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter: into its fields."""
        event.stop()
        self.query_one("#strengths" if self._in_words() else "#cites").focus()

    def acts(self) -> dict[str, Callable[[], object]]:
        """Evidence and cards."""
        return {"side": self._side, "cards": self._cards}

    def back(self) -> None:
        """To the list; from the list, back from the evidence."""
        if self.has_class("-side"):
            self._side()
        self.home()

    def home(self) -> None:
        """The list."""
        self.query_one("#criteria").focus()

    def paint(self) -> None:
        """Rows, head, what is missing."""
        listed = self.query_one("#criteria", OptionList)
        for index, content in enumerate(self._rows()[: listed.option_count]):
            if not content.is_same(self._painted[index]):
                listed.replace_option_prompt_at_index(index, content)
                self._painted[index] = content
        bench, terms = self.sheet.bench, self.sheet.bench.film.terms
        whom = bench.veil.label if bench.blind else terms.candidate
        how = ", correcting your card" if self.sheet.own and self.sheet.differs() else ""
        head = f"{terms.title}, {terms.level}, {whom}.  You: {bench.who}{how}.  {self.state_words()}"
        missing = self.sheet.missing()
        words = f"Missing ({len(missing)}): {'; '.join(missing)}" if missing else "Nothing is missing: F2 submits."
        if self.sheet.closed_by and not self.sheet.own:
            words = f"Scoring was closed by {shown_line(self.sheet.closed_by)}: no first card can be submitted now."
        if self.sheet.own and not self.sheet.differs():
            words = f"Submitted, version {self.sheet.own.version}. Change something, and F2 makes a correction."
        self.say_head(
            Content(shown_line(head)), Content.styled(shown_line(words), "bold" if missing else "bold $text-success")
        )

    @work(group="submit", exclusive=True)
    async def submit(self) -> None:
        """Ask once, submit, show everybody's; a submitted card is corrected with a reason."""
        missing = self.sheet.missing()
        if missing:
            self._go_to(missing[0])
            self.notify("Still missing:\n" + "\n".join(missing), severity="warning", markup=False)
            return
        why = ""
        if self.sheet.own is not None and not self.sheet.differs():
            self.notify("Nothing was changed since you submitted it.", severity="warning", markup=False)
            return
        if self.sheet.own is not None:
            said: str | None = await self.app.push_screen_wait(LineScreen("Correct your card", "Why?", "", _reason))
            if not said:
                return
            why = said
        elif not await self.sure("Submit this card?", SUBMITTING, "Yes, submit it"):
            return
        try:
            self.sheet.submit(why)
        except ProctorError as error:
            self.refuse(error)
            return
        self.app.clear_notifications()
        self.paint()
        self._cards()

    def _cards(self) -> None:
        try:
            content = cards_content(self.sheet.bench)
        except ProctorError as error:
            self.refuse(error)
            return
        self.app.push_screen(CardsScreen("Cards of this session", content))

    def _side(self) -> None:
        self.toggle_class("-side")
        if self.has_class("-side"):
            self.query_one("#evidence").focus()

    def _in_words(self) -> bool:
        return self.chosen >= len(self.sheet.bench.criteria)

    def _show(self) -> None:
        self.set_class(self._in_words(), "-words")
        if self._in_words():
            self.query_one(TextPane).show(self.sheet)
            self.query_one("#evidence-text", Static).update(recap(self.sheet.draft, self.sheet.bench.criteria))
            return
        criterion = self.sheet.bench.criteria[self.chosen]
        self.query_one(RatingPane).show(self.sheet, criterion)
        shown = evidence(self.sheet.evidence(criterion), self.sheet.bench)
        self.query_one("#evidence-text", Static).update(shown)
        self.query_one("#evidence").scroll_home(animate=False)

    def _rows(self) -> list[Content]:
        draft = self.sheet.draft
        rows = [row(name, self.sheet.rating(name)) for name in self.sheet.bench.criteria]
        return [*rows, words_row([getattr(draft, name) for name in TEXTS])]

    def _go_to(self, missing: str) -> None:
        name = missing.rsplit(":", 1)[0]
        criteria = self.sheet.bench.criteria
        listed = self.query_one("#criteria", OptionList)
        listed.highlighted = criteria.index(name) if name in criteria else len(criteria)


def _reason(text: str) -> None:
    if not text:
        raise UsageError("a correction says why it was made", hint="a few words are enough")
