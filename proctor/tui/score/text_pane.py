"""The card in words: strengths, concerns, the overall judgement, and a score for it if somebody wants to give one."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from proctor.tui.score.rating_pane import RatingPane
from proctor.tui.score.sheet import TEXTS, Sheet

_TITLES = {
    "strengths": "Strengths",
    "concerns": "Concerns",
    "overall": "Overall: your judgement and recommendation",
}


class TextPane(Vertical):
    """Shows the texts of a sheet, and puts what is written into it."""

    def __init__(self) -> None:
        super().__init__(id="texts")
        self._sheet: Sheet | None = None

    def compose(self) -> ComposeResult:
        """Three texts and a line."""
        for name in TEXTS:
            yield Static(_TITLES[name], classes="part", markup=False)
            area = TextArea(id=name, compact=True)
            area.cursor_blink = False
            yield area
        yield Static("", id="overall-score", markup=False)

    def show(self, sheet: Sheet) -> None:
        """The texts of another answer."""
        self._sheet = sheet
        with self.prevent(TextArea.Changed):
            for name in TEXTS:
                self.query_one(f"#{name}", TextArea).text = getattr(sheet.draft, name)
        self._paint()

    def score(self, score: int) -> None:
        """The overall score."""
        if self._sheet is not None:
            self._sheet.overall(score)
            self._paint()
            self.post_message(RatingPane.Changed())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """What was written."""
        event.stop()
        name = event.text_area.id or ""
        if self._sheet is not None and name in TEXTS and getattr(self._sheet.draft, name) != event.text_area.text:
            self._sheet.text(name, event.text_area.text)
            self.post_message(RatingPane.Changed())

    def _paint(self) -> None:
        score = self._sheet.draft.overall_score if self._sheet is not None else None
        said = f"{score} of 4 (0 takes it back)" if score else "none; 1 to 4 gives one, if you want to"
        self.query_one("#overall-score", Static).update(Content.assemble(("Overall score: ", "bold"), said))
