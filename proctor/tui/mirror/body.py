"""What the tabs of the mirror show: terminal, files, and the candidate's panes; one at a time."""

from textual.app import ComposeResult
from textual.reactive import reactive
from textual.widget import Widget

from proctor.tui.cockpit.view import WatchView
from proctor.tui.mirror.files_view import FilesView
from proctor.tui.mirror.following import FILES, TERMINAL, Pointing
from proctor.tui.mirror.panes import CandidatePanes
from proctor.tui.mirror.term_tab import TermTab
from proctor.tui.view import View

_PREFERRED = ("files-lines", "check-list")
"""Who gets the keys where several could."""


class MirrorBody(Widget):
    """`shared` is what the candidate's own panes are bound to."""

    shared: reactive[View | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self.tab = TERMINAL

    def compose(self) -> ComposeResult:
        """All of them; `show` decides which is in sight."""
        yield TermTab()
        yield FilesView()
        yield CandidatePanes().data_bind(MirrorBody.t_s, view=MirrorBody.shared)

    def on_mount(self) -> None:
        """The terminal is in sight first."""
        if self.children:  # none any more where the screen was left meanwhile
            self.show(self.tab)

    def show(self, name: str) -> None:
        """Show the tab of this name; the keys stay with what is in sight."""
        before = self._box()
        held = self.screen.focused is not None and before in self.screen.focused.ancestors_with_self
        self.tab = name
        now = self._box()
        for box in self.children:
            box.display = box is now
        if isinstance(now, CandidatePanes):
            now.show(name)
        if held and now is not before:
            self.call_after_refresh(self.take_focus)

    def take_focus(self) -> None:
        """Give the keys to what is in sight."""
        inside = [widget for widget in self.screen.focus_chain if self._box() in widget.ancestors_with_self]
        preferred = [widget for widget in inside if widget.id in _PREFERRED]
        for widget in (preferred or inside)[:1]:
            widget.focus()

    def lead(self) -> None:
        """Take the candidate's pane in sight to where they have it."""
        if self.tab not in (TERMINAL, FILES):
            self.query_one(CandidatePanes).lead()

    def show_picture(self, view: WatchView) -> None:
        """The newest picture of the terminal."""
        self.query_one(TermTab).show(view.session, view.picture)

    def show_files(self, view: WatchView, pointing: Pointing, *, follow: bool) -> None:
        """The newest files, at the place that was pointed at; who follows is taken there, or to the first change."""
        place = pointing.place(view.session)
        line = place.line if place is not None and place.file == view.files.path else 0
        files = self.query_one(FilesView)
        if files.show(view.files, view.session, pointed=line) and follow:
            if line:
                files.turn_to_file()
            files.reveal(line or files.first_change())

    def _box(self) -> Widget:
        kind: type[Widget] = {TERMINAL: TermTab, FILES: FilesView}.get(self.tab, CandidatePanes)
        return self.query_one(kind)
