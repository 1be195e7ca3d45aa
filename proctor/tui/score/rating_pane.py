"""One criterion: what it asks, the four anchors, what is cited, the note."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from proctor.review.cards.card import NO_EVIDENCE
from proctor.review.cards.cites import Citable
from proctor.session.plain_text import shown, shown_line
from proctor.tui.score.cite_field import CiteField, matching
from proctor.tui.score.sheet import Sheet
from proctor.tui.widgets.row import Row


class Anchor(Horizontal):
    """One of the texts to choose from; a click scores, and the chosen one stands out without colour too."""

    def __init__(self, score: int) -> None:
        super().__init__(id=f"anchor-{score}", classes="anchor")
        self.score = score
        self._said: tuple[str, bool] | None = None

    def compose(self) -> ComposeResult:
        """The score beside its text."""
        yield Static("", classes="anchor-score", markup=False)
        yield Static("", classes="anchor-text", markup=False)

    def say(self, text: str, *, chosen: bool) -> None:
        """What work of this score shows."""
        if (text, chosen) == self._said:  # what stands there already moves nothing
            return
        self._said = (text, chosen)
        self.query_one(".anchor-score", Static).update(f"{'>' if chosen else ' '} {self.score}")
        self.query_one(".anchor-text", Static).update(Content(shown_line(text)))
        self.set_class(chosen, "-chosen")

    async def on_click(self, event: Click) -> None:
        """The mouse is optional."""
        event.stop()
        await self.run_action(f"screen.do('score-{self.score}')")


class RatingPane(Vertical):
    """Shows a criterion of a sheet, and puts what is written into it."""

    class Changed(Message):
        """Something was written or scored."""

    def __init__(self) -> None:
        super().__init__(id="rating")
        self._sheet: Sheet | None = None
        self._criterion = ""

    def compose(self) -> ComposeResult:
        """From the question to the note."""
        with VerticalScroll(id="anchors", can_focus=False):
            yield Static("", id="criterion", markup=False)
            for score in (1, 2, 3, 4, 0):
                yield Anchor(score)
        with Horizontal(id="cite-row"):
            yield Static("Cites ", classes="part", markup=False)
            yield CiteField(self._known)
        yield Row(id="cite-hints")
        yield Static("Note: what you saw", classes="part", markup=False)
        note = TextArea(id="note", compact=True)
        note.cursor_blink = False
        yield note

    def show(self, sheet: Sheet, criterion: str) -> None:
        """Another criterion, or another answer."""
        self._sheet, self._criterion = sheet, criterion
        rating = sheet.rating(criterion)
        scale = sheet.bench.desk.rubric.find(criterion)
        asks = f"\n{shown(scale.text)}" if scale.text else ""
        title = Content.assemble((shown_line(scale.name), "bold $text-accent"), asks)
        self.query_one("#criterion", Static).update(title)
        with self.prevent(Input.Changed, TextArea.Changed):
            self.query_one(CiteField).value = " ".join(cite.words for cite in rating.cites)
            self.query_one("#note", TextArea).text = rating.note
        self.query_one("#anchors").scroll_home(animate=False)
        self._paint()
        self._hint()

    def score(self, score: int) -> None:
        """Score what is shown."""
        if self._sheet is not None:
            self._sheet.score(self._criterion, score)
            self._told()

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is whole counts at once; what is not is said below."""
        event.stop()
        if self._sheet is not None:
            self._hint(self._sheet.cite(self._criterion, event.value))
            self._told()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The note."""
        event.stop()
        if self._sheet is not None and self._sheet.rating(self._criterion).note != event.text_area.text:
            self._sheet.note(self._criterion, event.text_area.text)
            self._told()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: on to the note."""
        event.stop()
        self.query_one("#note").focus()

    def _known(self) -> tuple[Citable, ...]:
        return self._sheet.proposals() if self._sheet is not None else ()

    def _told(self) -> None:
        self._paint()
        self.post_message(self.Changed())

    def _paint(self) -> None:
        if self._sheet is None:
            return
        rating = self._sheet.rating(self._criterion)
        scale = self._sheet.bench.desk.rubric.find(self._criterion)
        chosen = rating.score if rating.score is not None else 0 if rating.reason else None
        texts = dict(enumerate(scale.anchors, 1)) or {1: "weak", 2: "partial", 3: "solid", 4: "strong"}
        for one in self.query(Anchor):
            one.say(texts.get(one.score, f"({NO_EVIDENCE})"), chosen=chosen == one.score)

    def _hint(self, unknown: tuple[str, ...] = ()) -> None:
        if self._sheet is None:
            return
        veil = self._sheet.bench.veil
        known = matching(self.query_one(CiteField).value, self._known())
        offered = "   ".join(f"{one.words} {shown_line(veil.text(one.about))[:28]}" for one in known)
        lost = f"not recorded: {' '.join(unknown)}   " if unknown else ""
        self.query_one("#cite-hints", Row).say(
            Content.assemble((shown_line(lost) + "  " if lost else "", "bold $text-error"), (offered, "$text-muted"))
        )
