"""Numbered lines that scroll: a file, or a diff. Only the lines in sight are ever drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from proctor.tui.mirror.cells import cells, in_ascii
from proctor.tui.mirror.inks import Ink, Line, styles_of

_WHEEL: Final = 3
_STRIPS_KEPT: Final = 2_000
_ABOVE: Final = 4
"""How many lines stay in sight above a line that is looked for."""

_MARK_INKS: Final = {"+": Ink.ADDED, "~": Ink.CHANGED, "-": Ink.DELETED}
POINTED: Final = " the candidate points here "


class Lines(Protocol):
    """Lines by number from 0, in colours."""

    def __len__(self) -> int: ...

    def line(self, number: int) -> Line:
        """A line as pieces of one ink each."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """What the pane shows: lines, marks by number from 1, the line that is pointed at (0 for none)."""

    lines: Lines
    marks: Mapping[int, str] = field(default_factory=dict)
    pointed: int = 0
    numbered: bool = True


class LinePane(Widget, can_focus=True):
    """Scrolls by keys and wheel; says so, because whoever scrolls no longer follows."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1, 0)", show=False),
        Binding("down", "scroll(1, 0)", show=False),
        Binding("left", "scroll(0, -8)", show=False),
        Binding("right", "scroll(0, 8)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(1)", show=False),
    ]
    DEFAULT_CSS = "LinePane { width: 1fr; height: 1fr; }"

    class Scrolled(Message):
        """Other lines are in sight; `by_hand` says whether a person did it."""

        def __init__(self, *, by_hand: bool) -> None:
            super().__init__()
            self.by_hand = by_hand

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._page: Page | None = None
        self._styles: dict[Ink, Style] = {}
        self._ground = Style()
        self._made: dict[tuple[object, ...], Strip] = {}
        self.top = self._left = 0
        self._last = False

    def show(self, page: Page | None) -> None:
        """Another page; the place on it stays as far as there is one."""
        self._page = page
        self._go(self.top, self._left)
        self.refresh()

    def go_to(self, line: int) -> None:
        """Show from this line (from 0) on."""
        self._go(line, 0)
        self.post_message(self.Scrolled(by_hand=False))

    def reveal(self, number: int) -> None:
        """Bring a line (from 1) in sight, if it is not."""
        if not self.top < number <= self.top + self.size.height or not self.size.height:
            self.go_to(number - 1 - _ABOVE)

    def lines_in_sight(self) -> tuple[int, int, int]:
        """First and last line in sight, from 1, and how many there are."""
        count = len(self._page.lines) if self._page is not None else 0
        return min(self.top + 1, count), min(self.top + self.size.height, count), count

    def on_resize(self, event: Resize) -> None:
        """Keep the end from floating, and who was at the end there."""
        event.stop()
        count = len(self._page.lines) if self._page is not None else 0
        self._go(count if self._last else self.top, self._left)
        self.post_message(self.Scrolled(by_hand=False))

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._styles = {}
        self._made = {}

    def action_scroll(self, down: int, right: int) -> None:
        """By lines and columns."""
        self._last = False
        self._go(self.top + down, self._left + right)
        self.post_message(self.Scrolled(by_hand=True))

    def action_page(self, pages: int) -> None:
        """By pages."""
        self.action_scroll(pages * max(1, self.size.height - 1), 0)

    def action_end(self, last: int) -> None:
        """To the first line or the last."""
        self.action_scroll((1 if last else -1) * self.lines_in_sight()[2], -self._left)
        self._last = bool(last)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self.action_scroll(-_WHEEL, 0)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self.action_scroll(_WHEEL, 0)

    def render_line(self, y: int) -> Strip:
        """Gutter and text of one line."""
        return self.strip(y, self.size.width)

    def strip(self, y: int, width: int) -> Strip:
        """A row of the pane, which is so wide; the same line at the same place is made once."""
        number, page = self.top + y, self._page
        if not self._styles:  # asked for once: what it costs to know a widget's style would be paid for every piece
            self._ground = self.rich_style
            inks = styles_of(self.app.theme_variables)
            self._styles = {ink: self._ground + style for ink, style in inks.items()}
        if page is None or number >= len(page.lines):
            return Strip.blank(width, self._ground)
        gutter, line = self._gutter(page, number + 1), page.lines.line(number)
        pointed = page.pointed == number + 1
        key = (gutter, line, self._left, width, pointed)
        found = self._made.get(key)
        if found is None:
            if len(self._made) > _STRIPS_KEPT:
                self._made.clear()
            found = self._made[key] = self._drawn_row(gutter, line, width, pointed=pointed)
        return found

    def _drawn_row(self, gutter: Line, line: Line, width: int, *, pointed: bool) -> Strip:
        room = max(0, width - sum(len(text) for text, _ in gutter))
        text = self._text(line, room)
        if pointed:
            text = self._pointed(text, room)
        drawn = [Segment(said, self._styles[ink]) for said, ink in gutter]
        cells = sum(len(said) for said, _ in gutter) + text.cell_length
        return Strip([*drawn, *text], cells).adjust_cell_length(width, self._ground)

    def _gutter(self, page: Page, number: int) -> Line:
        if not page.numbered:
            return ()
        arrow = (">" if self._ascii else "►") if page.pointed == number else " "
        mark = page.marks.get(number, " ")
        digits = max(3, len(str(len(page.lines))))
        return (
            (arrow, Ink.PLACE),
            (f"{number:>{digits}} ", Ink.GUTTER),
            (f"{mark} ", _MARK_INKS.get(mark, Ink.TEXT)),
        )

    def _text(self, line: Line, room: int) -> Strip:
        found = [Segment(self._cells(text), self._styles[ink]) for text, ink in line]
        strip = Strip(found, sum(len(text) for text, _ in line) if all(text.isascii() for text, _ in line) else None)
        if not self._left and strip.cell_length <= room:
            return strip
        return strip.crop(self._left, self._left + room)

    def _cells(self, text: str) -> str:
        """The text in cells that are as wide here as everywhere."""
        if text.isascii():
            return text
        return in_ascii(text) if self._ascii else "".join(cell.text for cell in cells(text))

    def _pointed(self, text: Strip, room: int) -> Strip:
        words = POINTED if room >= 2 * len(POINTED) else ""
        row = text.adjust_cell_length(max(0, room - len(words)), self._ground)
        return Strip([*row, Segment(words, self._styles[Ink.PLACE] + Style(reverse=True))])

    @property
    def _ascii(self) -> bool:
        return self.has_class("-ascii")

    def _go(self, top: int, left: int) -> None:
        count = len(self._page.lines) if self._page is not None else 0
        place = (max(0, min(top, count - max(1, self.size.height))), max(0, left))
        if place != (self.top, self._left):
            self.top, self._left = place
            self.refresh()
