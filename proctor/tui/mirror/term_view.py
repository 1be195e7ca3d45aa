"""The candidate's terminal, cell for cell. Only rows that changed are painted again."""

from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import MouseScrollDown, MouseScrollLeft, MouseScrollRight, MouseScrollUp, Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from proctor.session.screen import Screen
from proctor.tui.mirror.cells import cut, marked
from proctor.tui.mirror.fit import Fit
from proctor.tui.mirror.frame import below, beside, heading_strip
from proctor.tui.mirror.sgr import runs
from proctor.tui.mirror.strips import strip_of
from proctor.tui.mirror.term_words import heading
from proctor.tui.themes import MONOCHROME

_WHEEL = 3


class TermView(Widget, can_focus=True):
    """Shows a picture; nothing that is done here reaches the terminal. Follows the cursor until it is moved by hand."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"term--frame"}
    DEFAULT_CSS = """
    TermView { width: 1fr; height: 1fr; }
    TermView > .term--frame { color: $text-muted; }
    TermView:focus > .term--frame { color: $text-accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(0, -1)", show=False),
        Binding("down", "move(0, 1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "lead", "Follow the cursor", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._picture = Screen()
        self._fit = Fit(0, 0, 0, 0)
        self._led = self._live = True
        self._painted: dict[tuple[str, int], Strip] = {}

    def show(self, picture: Screen, *, live: bool = True) -> None:
        """Paint what differs from the picture that is there; `live` says whether the candidate has it in front."""
        before, self._picture = self._picture, picture
        if live is not self._live:
            self._live = live
            self.refresh()
        if picture is not before and not self._place():
            self._paint_rows(before, picture)

    def on_resize(self, event: Resize) -> None:
        """Another space: another part of the picture, or another frame around it."""
        event.stop()
        if self._led and event.size.area:
            self._fit = Fit(0, 0, 0, 0)
        self._place()

    def on_show(self) -> None:
        """In sight again, perhaps in another space."""
        self._place()

    def notify_style_update(self) -> None:
        """Another theme: nothing that is painted holds any more."""
        super().notify_style_update()
        self._painted.clear()

    def action_move(self, right: int, down: int) -> None:
        """Look at another part of a picture that is larger than the space."""
        if not self._fit.whole:
            self._led = False
            self._take(self._fit.moved(right, down), always=True)

    def action_page(self, pages: int) -> None:
        """Look a page further up or down."""
        self.action_move(0, pages * max(1, self._fit.seen_lines - 1))

    def action_lead(self) -> None:
        """Follow the cursor again."""
        self._led = True
        self._take(self._fit.following(self._picture.cursor), always=True)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves like the arrows."""
        event.stop()
        self.action_move(0, -_WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves like the arrows."""
        event.stop()
        self.action_move(0, _WHEEL)

    def on_mouse_scroll_left(self, event: MouseScrollLeft) -> None:
        """The wheel moves like the arrows."""
        event.stop()
        self.action_move(-_WHEEL, 0)

    def on_mouse_scroll_right(self, event: MouseScrollRight) -> None:
        """The wheel moves like the arrows."""
        event.stop()
        self.action_move(_WHEEL, 0)

    def render_line(self, y: int) -> Strip:
        """One row of the space: heading, a row of the picture, or the bottom of the frame."""
        fit = self._fit
        line = fit.line_at(y)
        if line is not None:
            return beside(self._row(line), fit, self._quiet, ascii_only=self._ascii)
        if y == fit.drop and fit.columns:
            said = heading(fit, led=self._led, live=self._live)
            return heading_strip(said, fit, self._quiet, ascii_only=self._ascii)
        if y == fit.drop + fit.lines + 1 and fit.closed and fit.columns:
            return below(fit, self._quiet, ascii_only=self._ascii)
        return Strip.blank(self.size.width, self.rich_style)

    @property
    def _quiet(self) -> Style:
        return self.get_component_rich_style("term--frame")

    @property
    def _ascii(self) -> bool:
        return self.has_class("-ascii")

    def _place(self) -> bool:
        """Fit the picture in anew; whether everything is painted again for it. Out of sight there is no other size."""
        width, height = self.size if self.size.area else (self._fit.width, self._fit.height)
        fit = self._fit.resized(self._picture, width, height)
        return self._take(fit.following(self._picture.cursor) if self._led else fit)

    def _take(self, fit: Fit, *, always: bool = False) -> bool:
        if fit == self._fit and not always:
            return False
        if (fit.left, fit.seen_columns) != (self._fit.left, self._fit.seen_columns):
            self._painted.clear()
        self._fit = fit
        self.refresh()
        return True

    def _paint_rows(self, before: Screen, now: Screen) -> None:
        changed = {line for line, (old, new) in enumerate(zip(before.rows, now.rows, strict=False)) if old != new}
        if before.cursor != now.cursor:
            changed |= {cursor[1] for cursor in (before.cursor, now.cursor) if cursor is not None}
        rows = [row for line in changed if (row := self._fit.row_of(line)) is not None]
        if rows:
            self.refresh(*(Region(0, row, self.size.width, 1) for row in rows))

    def _row(self, line: int) -> Strip:
        text = self._picture.rows[line] if line < len(self._picture.rows) else ""
        cursor = self._picture.cursor
        column = cursor[0] if cursor is not None and cursor[1] == line else -1
        strip = self._painted.get((text, column))
        if strip is None:
            if len(self._painted) > 4 * self._fit.lines:
                self._painted.clear()
            strip = self._painted[text, column] = self._drawn(text, column)
        return strip

    def _drawn(self, text: str, column: int) -> Strip:
        fit = self._fit
        row = cut(runs(text), 0, fit.columns)
        if column >= 0:
            row = marked(row, column)
        return strip_of(
            cut(row, fit.left, fit.seen_columns),
            fit.seen_columns,
            self.rich_style,
            colourless=self.app.theme == MONOCHROME.name,
            ascii_only=self._ascii,
        )
