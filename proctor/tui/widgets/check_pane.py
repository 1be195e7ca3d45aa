"""The check pane: what holds, a row per check, and everything about the row under the cursor."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from proctor.session.board import Row
from proctor.tui.check_words import detail, first_open, row_text, summary
from proctor.tui.view import View
from proctor.tui.widgets.steady_text import SteadyText
from proctor.tui.widgets.view_text import ViewText


class CheckPane(Vertical):
    """Follows the first open check until the person chooses a row."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._painted: tuple[Row, ...] = ()
        self._led_to: int | None = None
        self._chosen = False

    def compose(self) -> ComposeResult:
        """Lead, list, detail."""
        yield ViewText(summary, classes="lead").data_bind(CheckPane.view)
        yield OptionList(id="check-list", compact=True, markup=False)
        with VerticalScroll(id="check-detail-scroll"):
            yield SteadyText(id="check-detail")

    def on_mount(self) -> None:
        """Paint what is known by now."""
        self._paint()

    def watch_view(self) -> None:
        """Paint what differs."""
        if self.is_mounted:
            self._paint()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The cursor moved: its check's details follow."""
        event.stop()
        self._paint_detail()

    def _paint(self) -> None:
        session = self.view.session if self.view else None
        if self.view is None or session is None:
            return
        rows, listed = session.board.rows(), self.query_one(OptionList)
        prompts = [row_text(row, ascii_only=self.view.ascii_only) for row in rows]
        if len(rows) != listed.option_count:
            listed.clear_options()
            listed.add_options([Option(prompt, id=row.check.id) for prompt, row in zip(prompts, rows, strict=True)])
        else:
            for index, (old, new) in enumerate(zip(self._painted, rows, strict=True)):
                if old != new:
                    listed.replace_option_prompt_at_index(index, prompts[index])
        changed, self._painted = rows != self._painted, rows
        self._chosen = self._chosen or listed.highlighted not in (None, self._led_to)
        if rows and not self._chosen:
            self._led_to = listed.highlighted = first_open(session.board)
        if changed:
            self._paint_detail()

    def _paint_detail(self) -> None:
        index = self.query_one(OptionList).highlighted
        if index is not None and index < len(self._painted):
            self.query_one("#check-detail", SteadyText).say(detail(self._painted[index]))
