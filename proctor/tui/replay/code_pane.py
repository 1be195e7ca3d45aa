"""The code at a moment: the files, which one is open and what differs, and its lines or the diff."""

from collections.abc import Callable
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message

from proctor.errors import RecordError
from proctor.session.plain_text import shown, shown_line
from proctor.tui.mirror.changes import DiffLines, marks
from proctor.tui.mirror.file_words import SHOWN_AT_MOST
from proctor.tui.mirror.line_pane import LinePane, Page
from proctor.tui.replay.code_lines import CodeLines
from proctor.tui.replay.colours import Colours, Settling
from proctor.tui.replay.drawn import Drawn, Row, cut, fitted
from proctor.tui.replay.scene import Code, FileAt, Scene

MOST_FILES: Final = 4
"""Rows of the list of files at most."""
_KEYS = "d diff  b base  n p file"


class FileList(Drawn):
    """A row per file, the open one marked; as many rows as there are files, up to a few."""

    class Picked(Message):
        """A file was clicked."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__(id="file-list")
        self._files: tuple[FileAt, ...] = ()
        self._path = ""
        self._top = 0

    def show(self, files: tuple[FileAt, ...], path: str) -> None:
        """Other files, or another open one; that one is in sight."""
        self._files, self._path = files, path
        self.resized()
        self.draw()

    def resized(self) -> None:
        """Keep the open file in sight."""
        rows = max(1, self.height)
        number = next((at for at, file in enumerate(self._files) if file.path == self._path), 0)
        self._top = min(max(self._top, number - rows + 1), number)
        self._top = max(0, min(self._top, len(self._files) - rows))

    def row(self, y: int) -> Row:
        """A file."""
        number, width = self._top + y, self.width
        if number >= len(self._files):
            return ()
        file = self._files[number]
        opened = file.path == self._path
        arrow = ("> " if self.ascii_only else "► ") if opened else "  "
        change = f" gone -{file.deleted}" if file.gone else f" +{file.added} -{file.deleted}" if file.changed else ""
        more = f"  {self._top + y + 1} of {len(self._files)}" if opened and len(self._files) > self.height else ""
        name = cut(file.name, width - 4 - len(change) - len(more))
        ink = "strong" if opened else "text"
        mark = "~ " if file.changed else "  "
        return [(arrow, "place"), (mark, "changed"), (name, ink), (change, "changed"), (more, "muted")]

    def on_click(self, event: Click) -> None:
        """A click opens a file."""
        number = self._top + event.y
        if number < len(self._files):
            event.stop()
            self.post_message(self.Picked(self._files[number].path))


class CodeLead(Drawn):
    """What is open, against what changes are told, which lines are in sight."""

    def __init__(self) -> None:
        super().__init__(id="code-lead")
        self._left: Row = ()
        self._right: Row = ()

    def show(self, left: Row, right: Row) -> None:
        """Other words."""
        self._left, self._right = left, right
        self.draw()

    def row(self, y: int) -> Row:  # noqa: ARG002 it has one row
        """The one row."""
        return fitted(self._left, self._right, self.width)


class CodePane(Vertical):
    """Shows a scene's code; `text` reads a content by git's name for it."""

    def __init__(self, text: Callable[[str], str]) -> None:
        super().__init__(id="code")
        self._text = text
        self._colours = Colours()
        self._lines: Settling | None = None
        self._shown: tuple[object, ...] = ()
        self._code = Code()
        self._as_diff = False
        self._page: Page | None = None
        self._chosen = False
        self._rows = 1

    def compose(self) -> ComposeResult:
        """The list, a line of words, the lines."""
        yield FileList()
        yield CodeLead()
        yield CodeLines(id="code-lines")

    def show(self, scene: Scene) -> None:
        """Another moment; where another save stands or another base is told against, its first change is in sight."""
        code, position = scene.code, scene.position
        key = (code.path, code.blob, code.diff, position.as_diff, code.why_not)
        self._code, self._as_diff, self._chosen = code, position.as_diff, bool(position.chosen)
        self._list(code)
        if key != self._shown:
            moved = self._shown[:1] != key[:1] or self._shown[3:4] != key[3:4]
            self._shown = key
            self._page = self._made(code, as_diff=position.as_diff)
            self._put(moved=moved)
        self._say()

    def settle(self) -> bool:
        """Colour what is in sight a little further; whether nothing is left to do."""
        lines = self.query_one(CodeLines)
        if self._lines is None or self._as_diff:
            return True
        ready = self._lines.settle(lines.lines_in_sight()[1])
        if ready:
            lines.show(self._page)
        return ready

    def ahead(self, path: str, blob: str) -> bool:
        """Colour a file that is not looked at yet a little further; whether nothing is left to do."""
        lines = self.query_one(CodeLines)
        version = self._colours.of(path, blob, lambda: self._read(blob), ahead=True)
        return version.settle(lines.top + 2 * lines.size.height)

    def on_line_pane_scrolled(self, event: LinePane.Scrolled) -> None:
        """Other lines are in sight."""
        event.stop()
        self._say()

    def _list(self, code: Code) -> None:
        """The list has room for a few files; it never shrinks, so that nothing below it jumps."""
        files = self.query_one(FileList)
        rows = min(MOST_FILES, max(1, len(code.files)))
        if rows > self._rows:
            self._rows = rows
            files.styles.height = rows
        files.show(code.files, code.path)

    def _made(self, code: Code, *, as_diff: bool) -> Page | None:
        self._lines = None
        if code.why_not:
            return Page(DiffLines(code.why_not), numbered=False)
        if as_diff:
            return Page(DiffLines(shown(code.diff) or f"Nothing differs from {code.against}."), numbered=False)
        self._lines = self._colours.of(code.path, code.blob, lambda: self._read(code.blob))
        return Page(self._lines, marks(code.diff, code.path))

    def _read(self, blob: str) -> str:
        try:
            text = self._text(blob)
        except RecordError as fault:
            return f"The record cannot show this file: {shown_line(str(fault))}"
        said = shown(text[:SHOWN_AT_MOST]).removesuffix("\n")
        return said if len(text) <= SHOWN_AT_MOST else f"{said}\n... cut here: the file is longer"

    def _put(self, *, moved: bool) -> None:
        """Show the page with the place that changed in sight."""
        lines = self.query_one(CodeLines)
        page = self._page
        if page is not None and isinstance(page.lines, DiffLines):
            if moved or self._as_diff:
                lines.begin(page.lines.start_of(self._code.path) + 5)
        elif page is not None:
            first = min(page.marks, default=0)
            height = max(1, lines.size.height)
            if moved or (first and not lines.top < first <= lines.top + height):
                lines.begin(first or 1)
        lines.show(page)

    def _say(self) -> None:
        code = self._code
        if code.why_not:
            self.query_one(CodeLead).show((), ())
            return
        first, last, count = self.query_one(CodeLines).lines_in_sight()
        if self._as_diff:
            left: list[tuple[str, str]] = [("Diff", "strong"), (f" against {code.against}", "text")]
        else:
            pinned = " (stays open)" if self._chosen else ""
            left = [(code.name, "strong"), (pinned, "muted"), (f"  marks: against {code.against}", "text")]
        left.append((f"  {first}-{last} of {count}", "muted"))
        keys = _KEYS.replace("d diff", "d file") if self._as_diff else _KEYS
        self.query_one(CodeLead).show(left, [(keys, "muted")])
