"""The candidate's files as last saved: the list with what the last save changed, and one of them open."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from proctor.session.plain_text import shown
from proctor.session.state import Session
from proctor.tui.cockpit.view import FileRow, Files
from proctor.tui.mirror.changes import DiffLines, marks
from proctor.tui.mirror.file_words import SHOWN_AT_MOST, cut_words, keys_text, lead, next_base, nothing, row_text
from proctor.tui.mirror.highlight import Coloured
from proctor.tui.mirror.line_pane import LinePane, Page

LIST_BESIDE_FROM = 100
"""Columns from which the list stands beside the file."""

KEYS_FROM = 64
"""Columns from which the keys are told above the file."""

BASE_FROM = 110
"""Columns from which that line also names what the marks are against."""

LOW_BELOW = 16
"""Rows below which the list above the file is shorter."""


class FilesView(Widget):
    """A file is chosen in the list; `d` turns to the diff and back, `b` goes to the next base."""

    DEFAULT_CSS = """
    FilesView { layout: vertical; width: 1fr; height: 1fr; }
    FilesView #files-none { height: auto; padding: 1 2; color: $text; }
    FilesView #files-both { height: 1fr; layout: vertical; }
    FilesView #files-list { height: auto; max-height: 4; min-height: 1; text-wrap: nowrap; text-overflow: clip;
      scrollbar-size-vertical: 1; }
    FilesView #files-open { width: 1fr; height: 1fr; }
    FilesView #files-top { height: 1; background: $panel; }
    FilesView #files-lead { width: 1fr; height: 1; text-wrap: nowrap; text-overflow: ellipsis; padding: 0 1; }
    FilesView #files-keys { width: auto; height: 1; padding: 0 1; }
    FilesView.-ascii #files-lead { text-overflow: clip; }
    FilesView.-beside #files-both { layout: horizontal; }
    FilesView.-beside #files-list { width: 30; height: 1fr; max-height: 100%; margin-right: 1; }
    FilesView.-tight #files-keys { display: none; }
    FilesView.-low #files-list { max-height: 2; }
    """

    class Chosen(Message):
        """A person chose a file."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    class BaseTurned(Message):
        """A person asks for the changes since another moment."""

        def __init__(self, base: str) -> None:
            super().__init__()
            self.base = base

    class Moved(Message):
        """A person scrolled."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._files = Files()
        self._session: Session | None = None
        self._diff = False
        self._pointed = 0
        self._coloured: tuple[str, str, Coloured] = ("", "", Coloured("", ""))

    def compose(self) -> ComposeResult:
        """A word while there is nothing; list, lead and lines."""
        yield Static("", id="files-none", markup=False)
        with Horizontal(id="files-both"):
            yield OptionList(id="files-list", compact=True, markup=False)
            with Vertical(id="files-open"):
                with Horizontal(id="files-top"):
                    yield Static("", id="files-lead", markup=False)
                    yield Static("", id="files-keys", markup=False)
                yield LinePane(id="files-lines")

    def on_mount(self) -> None:
        """Paint what is known by now."""
        if self.children:  # none any more where the screen was left meanwhile
            self._paint_list(self._files.rows)
            self._paint()

    def on_resize(self, event: Resize) -> None:
        """The list stands above or beside."""
        event.stop()
        self.set_class(event.size.width >= LIST_BESIDE_FROM, "-beside")
        self.set_class(event.size.width < KEYS_FROM, "-tight")
        self.set_class(event.size.height < LOW_BELOW, "-low")
        self._paint_list(self._files.rows)

    def on_key(self, event: Key) -> None:
        """Both keys act only while this pane has them; elsewhere they mean what they mean there."""
        if event.key in ("d", "b"):
            event.stop()
            event.prevent_default()
            self.action_turn() if event.key == "d" else self.action_base()

    def show(self, files: Files, session: Session | None, *, pointed: int = 0) -> bool:
        """Show these files; `pointed` is the line that the candidate points at. Whether anything changed by it."""
        before, self._files, self._session = self._files, files, session
        same = files is before and pointed == self._pointed
        self._pointed = pointed
        if same or not self.is_mounted or not self.children:  # the screen was left meanwhile
            return False
        if files.rows != before.rows or files.path != before.path:
            self._paint_list(files.rows)
        self._paint()
        return True

    def reveal(self, number: int) -> None:
        """Bring a line of the open file in sight."""
        if not self._diff and number:
            self.query_one(LinePane).reveal(number)

    def first_change(self) -> int:
        """The first marked line of the open file; 0 if there is none."""
        return min(marks(self._files.diff, self._files.path), default=0)

    def turn_to_file(self) -> None:
        """Show the file, not the diff."""
        if self._diff:
            self.action_turn()

    def action_turn(self) -> None:
        """From the file to the diff, and back."""
        self._diff = not self._diff
        self._paint()
        lines = self.query_one(LinePane)
        if self._diff:
            lines.go_to(DiffLines(shown(self._files.diff)).start_of(self._files.path))
        else:
            lines.go_to(0)
            self.reveal(self._pointed or self.first_change())

    def action_base(self) -> None:
        """Ask for the changes since the next base."""
        self.post_message(self.BaseTurned(next_base(self._files.base, self._session)))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Moving through the list opens files; the list's own cursor says nothing."""
        event.stop()
        path = event.option.id or ""
        if path != self._files.path and event.option_list.has_focus:
            self.post_message(self.Chosen(path))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses too."""
        event.stop()
        self.post_message(self.Chosen(event.option.id or ""))

    def on_line_pane_scrolled(self, event: LinePane.Scrolled) -> None:
        """Other lines are in sight."""
        event.stop()
        self._paint_lead()
        if event.by_hand:
            self.post_message(self.Moved())

    def _paint_list(self, rows: tuple[FileRow, ...]) -> None:
        listed = self.query_one(OptionList)
        width = (30 if self.has_class("-beside") else self.size.width) - 1
        listed.clear_options()
        listed.add_options([Option(row_text(row, width=width), id=row.path) for row in rows])
        listed.highlighted = next((index for index, row in enumerate(rows) if row.path == self._files.path), None)

    def _paint(self) -> None:
        why = nothing(self._files)
        said = self.query_one("#files-none", Static)
        said.update(why)
        said.display = bool(why)
        self.query_one("#files-both").display = not why
        lines = self.query_one(LinePane)
        lines.set_class(self.has_class("-ascii"), "-ascii")
        lines.show(None if why else self._page())
        self._paint_lead()

    def _page(self) -> Page:
        if self._diff:
            return Page(DiffLines(shown(self._files.diff) or "Nothing has changed."), numbered=False)
        return Page(self._colours(), marks(self._files.diff, self._files.path), self._pointed)

    def _colours(self) -> Coloured:
        path, text = self._files.path, self._files.text
        if self._coloured[:2] != (path, text):
            said = shown(text[:SHOWN_AT_MOST]).removesuffix("\n")
            cut = cut_words(self._files)
            self._coloured = (path, text, Coloured(path, f"{said}\n{cut}" if cut else said))
        return self._coloured[2]

    def _paint_lead(self) -> None:
        seen = self.query_one(LinePane).lines_in_sight()
        self.query_one("#files-lead", Static).update(lead(self._files, lines=seen, diff=self._diff))
        roomy = self.size.width >= BASE_FROM
        self.query_one("#files-keys", Static).update(keys_text(self._files, diff=self._diff, roomy=roomy))
