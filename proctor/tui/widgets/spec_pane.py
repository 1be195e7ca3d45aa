"""The specification as Markdown. The heavy widget comes when the pane is in sight and the shell is painted."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from proctor.session.plain_text import shown
from proctor.tui.view import View


class SpecPane(VerticalScroll):
    """Scrolls the specification; says so while there is none yet."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._spec = ""

    def compose(self) -> ComposeResult:
        """A placeholder, cheap to paint."""
        yield Static("The specification is on its way ...", id="spec-waiting", markup=False)

    def on_mount(self) -> None:
        """Stage the text behind the first paint."""
        self.call_after_refresh(self._show_spec)

    def watch_view(self) -> None:
        """Another text may have come."""
        if self.is_mounted:
            self.call_after_refresh(self._show_spec)

    def on_show(self) -> None:
        """In sight for the first time, or again."""
        self.call_after_refresh(self._show_spec)

    async def _show_spec(self) -> None:
        spec = shown(self.view.materials.spec) if self.view else ""
        if spec == self._spec or not self.is_mounted or not self.display:
            return
        self._spec = spec
        from proctor.tui.widgets.spec_text import SpecText  # noqa: PLC0415 heavy, and not needed for the first paint

        await self.remove_children()
        text = SpecText(spec, ascii_only=self.view is not None and self.view.ascii_only)
        if self.is_attached:  # the screen may have been left while the old text went
            await self.mount(text)
