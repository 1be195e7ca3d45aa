"""The lines of a file or a diff; a step paints only the rows that are other lines then."""

from typing import ClassVar, Self

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip

from proctor.tui.mirror.line_pane import LinePane, Page


class CodeLines(LinePane, inherit_bindings=False):
    """A pane of lines whose arrows to the sides are left to the timeline."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1, 0)", show=False),
        Binding("down", "scroll(1, 0)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("less_than_sign", "scroll(0, -8)", show=False),
        Binding("greater_than_sign", "scroll(0, 8)", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._drawn: dict[int, Strip] = {}

    def show(self, page: Page | None) -> None:
        """Another page; the place on it stays as far as there is one."""
        self._page = page
        self._go(self.top, self._left)
        before, (width, height) = self._drawn, self.size
        self._drawn = {y: self.strip(y, width) for y in range(height)}
        other = [y for y, strip in self._drawn.items() if strip != before.get(y)]
        if other:
            super().refresh(*(Region(0, y, width, 1) for y in other))

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Everything anew, unless regions are named."""
        if not regions:
            self._drawn = {}
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        """A row as it was drawn last."""
        strip = self._drawn.get(y)
        if strip is None:
            strip = self._drawn[y] = super().render_line(y)
        return strip

    @property
    def _ascii(self) -> bool:
        return self.app.has_class("-ascii")

    def begin(self, line: int) -> None:
        """Show from a few lines above this one (from 1) on."""
        self._last = False
        self.top = max(0, line - 5)
        self.refresh()
