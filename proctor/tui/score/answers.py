"""Several candidates' answers, criterion by criterion in random order: code, criterion, what its checks said."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from proctor.errors import ProctorError
from proctor.review.cards.shuffle import Item
from proctor.tui.score.code_pane import CodePane
from proctor.tui.score.desk_screen import DeskScreen
from proctor.tui.score.keys import bindings
from proctor.tui.score.rating_pane import RatingPane
from proctor.tui.score.sheet import Sheet
from proctor.tui.score.text_pane import TextPane
from proctor.tui.score.words import IN_WORDS, evidence


class AnswersScreen(DeskScreen):
    """`sheets` by letter, `items` in the order in which they are to be taken; the texts of each answer come last."""

    ANSWERS: ClassVar = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(answers=True)]

    def __init__(self, sheets: Mapping[str, Sheet], items: Sequence[Item]) -> None:
        super().__init__(tuple(sheets.values()))
        self._by_label = dict(sheets)
        texts = (Item(IN_WORDS, "", label) for label in sorted(self._by_label))
        self._items = [*items, *texts]
        self._number = next((at for at, item in enumerate(self._items) if not self._done(item)), 0)

    @property
    def item(self) -> Item:
        """The one at hand."""
        return self._items[self._number]

    @property
    def sheet(self) -> Sheet:
        """The draft of the answer at hand."""
        return self._by_label[self.item.label]

    def body(self) -> ComposeResult:
        """Code, and beside it what is asked."""
        with Horizontal(id="score-body"):
            yield CodePane()
            with Vertical(id="answer-score"):
                yield RatingPane()
                yield TextPane()
                with VerticalScroll(id="evidence"):
                    yield Static("", id="evidence-text", markup=False)

    def on_mount(self) -> None:
        """The first that is not done."""
        self._show()
        self.paint()

    def acts(self) -> dict[str, Callable[[], object]]:
        """Through answers, versions and files."""
        code = self.query_one(CodePane)
        return {
            "next": lambda: self._go(1),
            "before": lambda: self._go(-1),
            "side": self._side,
            "version": code.another_version,
            "file": code.another_file,
        }

    def paint(self) -> None:
        """Which of how many, and what this one lacks."""
        done = sum(self._done(item) for item in self._items)
        head = (
            f"Answer {self.item.label}: {self.item.criterion}.  {self._number + 1} of {len(self._items)}, {done} done."
        )
        draft = self.sheet.draft
        lacking = [words for words in self.sheet.missing() if words.startswith(f"{self.item.criterion}:")]
        if self.item.criterion == IN_WORDS:
            lacking = list(draft.missing(()))
        words = f"Missing: {'; '.join(lacking)}" if lacking else "This one has what it needs. ] goes on."
        if done == len(self._items):
            words = "Every answer has what it needs: F2 submits the cards."
        who = f"  You: {self.sheet.bench.who}.  {self.state_words()}"
        self.say_head(Content(head + who), Content.styled(words, "bold" if lacking else "bold $text-success"))

    @work(group="submit", exclusive=True)
    async def submit(self) -> None:
        """All cards that are complete, after one question."""
        complete = {label: sheet for label, sheet in self._by_label.items() if not sheet.missing() and not sheet.own}
        if not complete:
            self.notify("No answer has all it needs yet.", severity="warning", markup=False)
            return
        names = ", ".join(sorted(complete))
        text = f"Answers {names}. Each is sealed with its record, and others' cards of it become visible to you."
        count = "this card" if len(complete) == 1 else f"these {len(complete)} cards"
        if not await self.sure(f"Submit {count}?", text, "Yes, submit"):
            return
        try:
            for sheet in complete.values():
                sheet.submit()
        except ProctorError as error:
            self.refuse(error)
        submitted = sorted(label for label, sheet in complete.items() if sheet.own)
        self.notify(f"Submitted: {', '.join(submitted)}." if submitted else "Nothing was submitted.", markup=False)
        if all(sheet.own for sheet in self._by_label.values()):
            self.app.exit(0)
        self.paint()

    def _go(self, step: int) -> None:
        self._number = (self._number + step) % len(self._items)
        self.remove_class("-facts")
        self.home()
        self._show()
        self.paint()

    def _side(self) -> None:
        """From the score to the code, to the evidence, and back; all are in sight where there is room."""
        if self.has_class("-side"):
            self.remove_class("-side")
            self.set_class(self.item.criterion != IN_WORDS, "-facts")
        elif self.has_class("-facts"):
            self.remove_class("-facts")
        else:
            self.add_class("-side")
        if self.has_class("-side"):
            self.query_one("#answer-code").focus()
        elif self.has_class("-facts"):
            self.query_one("#evidence").focus()
        else:
            self.home()

    def _show(self) -> None:
        in_words = self.item.criterion == IN_WORDS
        self.set_class(in_words, "-words")
        self.query_one(CodePane).show(self.sheet.bench)
        if in_words:
            self.query_one(TextPane).show(self.sheet)
            return
        self.query_one(RatingPane).show(self.sheet, self.item.criterion)
        shown = evidence(self.sheet.evidence(self.item.criterion), self.sheet.bench)
        self.query_one("#evidence-text", Static).update(shown)

    def _done(self, item: Item) -> bool:
        draft = self._by_label[item.label].draft
        if item.criterion == IN_WORDS:
            return not draft.missing(())
        return draft.rating(item.criterion).whole
