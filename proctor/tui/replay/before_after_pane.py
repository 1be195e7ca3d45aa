"""The feedback beside the change that it led to: words on the left, or above where it is narrow, the diff beside."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Static

from proctor.review.blind import NO_VEIL, Veil
from proctor.session.plain_text import shown
from proctor.tui.mirror.changes import DiffLines
from proctor.tui.mirror.inks import Ink, Line
from proctor.tui.mirror.line_pane import Page
from proctor.tui.replay.before_after_words import before_after_rows
from proctor.tui.replay.code_lines import CodeLines

if TYPE_CHECKING:
    from proctor.review.before_after import BeforeAfter

_BESIDE_FROM = 100


class _Rows:
    """Rows of words as lines of a pane."""

    def __init__(self, rows: list[Line]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, number: int) -> Line:
        """A line by number from 0."""
        return self._rows[number]


class BeforeAfterPane(Container):
    """Shows that it is read until it was."""

    def __init__(self) -> None:
        super().__init__(id="before-after")
        self._found: BeforeAfter | None = None
        self._veil = NO_VEIL
        self._width = 0

    def compose(self) -> ComposeResult:
        """Both parts scroll; Tab turns from one to the other."""
        with Vertical(id="said-part"):
            yield Static("The feedback, and what became of it", classes="part", markup=False)
            yield CodeLines(id="said")
        with Vertical(id="changed-part"):
            yield Static("What the revision changed: submitted to final", classes="part", markup=False)
            yield CodeLines(id="changed")

    def know(self, found: "BeforeAfter", veil: Veil) -> None:
        """It was read."""
        self._found, self._veil, self._width = found, veil, 0
        self.lay()

    def on_resize(self) -> None:
        """Words beside the diff, or above it."""
        self.set_class(self.size.width >= _BESIDE_FROM, "-beside")
        self.call_after_refresh(self.lay)

    def turn(self) -> None:
        """Give the keys to the other part."""
        said, changed = self.query_one("#said", CodeLines), self.query_one("#changed", CodeLines)
        (said if changed.has_focus else changed).focus()

    def lay(self) -> None:
        """Word it for this width."""
        if not self.query(CodeLines):  # not yet, or the screen is left
            return
        said, changed = self.query_one("#said", CodeLines), self.query_one("#changed", CodeLines)
        if not said.size.width or said.size.width == self._width:
            return
        if self._found is None:
            said.show(Page(DiffLines("Reading what the revision changed ..."), numbered=False))
            return
        self._width = said.size.width
        rows = before_after_rows(self._found, self._veil, self._width, ascii_only=self.app.has_class("-ascii"))
        said.show(Page(_Rows([tuple((text, _ink(name)) for text, name in row) for row in rows]), numbered=False))
        patch = self._veil.patch(self._found.patch)
        changed.show(Page(DiffLines(shown(patch) or "Nothing differs from what was submitted."), numbered=False))


def _ink(name: str) -> Ink:
    plain = {"strong": Ink.NAME, "muted": Ink.QUIET}
    return plain[name] if name in plain else Ink(name)
