"""The guide and the specification as Markdown; the heavy widget comes when the pane is in sight."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from proctor.session.plain_text import shown
from proctor.tui.cockpit.view import WatchView


class GuidePane(VerticalScroll):
    """Guide, questions, samples and specification in one text that scrolls."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._said = ""

    def compose(self) -> ComposeResult:
        """A placeholder, cheap to paint."""
        yield Static("The guide is on its way ...", markup=False)

    def on_mount(self) -> None:
        """Stage the text behind the first paint."""
        self.call_after_refresh(self._show_text)

    def watch_view(self, old: WatchView | None, new: WatchView | None) -> None:
        """Another text may have come."""
        known = old is not None and new is not None and (old.material is new.material and old.spec is new.spec)
        if self.is_mounted and not known:
            self.call_after_refresh(self._show_text)

    async def _show_text(self) -> None:
        text = guide_markdown(self.view) if self.view is not None else ""
        if text == self._said or not self.is_mounted:
            return
        self._said = text
        from proctor.tui.widgets.spec_text import SpecText  # noqa: PLC0415 heavy, and not needed for the first paint

        await self.remove_children()
        drawn = SpecText(text, ascii_only=self.view is not None and self.view.shared.ascii_only)
        if self.is_attached:  # the screen may have been left while the old text went
            await self.mount(drawn)


def guide_markdown(watch: WatchView) -> str:
    """One text: what to look for, what to ask, how feedback may sound, then the task."""
    material = watch.material
    parts = [
        shown(material.guide),
        _listed("Questions to ask", material.questions),
        _listed("Samples of strengths", material.strengths),
        _listed("Samples of improvements", material.improvements),
        f"# The task\n\n{shown(watch.spec)}" if watch.spec else "",
    ]
    return "\n\n".join(part for part in parts if part) or "There is no guide to this exercise here."


def _listed(title: str, items: tuple[str, ...]) -> str:
    lines = "\n".join(f"- {' '.join(shown(item).split())}" for item in items)
    return f"## {title}\n\n{lines}" if items else ""
