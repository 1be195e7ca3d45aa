"""The mirror: the candidate's terminal, files and panes in tabs, with the candidate's own in front."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from proctor.session.state import Session
from proctor.tui.cockpit.view import WatchView
from proctor.tui.mirror.body import MirrorBody
from proctor.tui.mirror.files_view import FilesView
from proctor.tui.mirror.focus_panel import FocusPanel
from proctor.tui.mirror.following import TERMINAL, Pointing, file_to_open, in_front, tabs, where_line
from proctor.tui.mirror.looks import CSS
from proctor.tui.mirror.panes import CandidatePanes
from proctor.tui.mirror.tab_row import TabRow


class Mirror(Widget):
    """Shows `view` at `t_s`; asks for files and for other changes by message, and acts on nothing.

    Whoever moves by hand is reported as `Wandered`; the mirror then stays until `view.follow` was off and is on again.
    """

    DEFAULT_CSS = CSS
    SCOPED_CSS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "tab(-1)", "Tab before", show=False),
        Binding("right_square_bracket", "tab(1)", "Next tab", show=False),
    ]
    view: reactive[WatchView | None] = reactive(None, repaint=False, always_update=True)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    class FileChosen(Message):
        """A file is to be read: a person chose it, or the candidate went there."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    class BaseChosen(Message):
        """The changes since another moment are asked for: "previous", "submitted" or "start"."""

        def __init__(self, base: str) -> None:
            super().__init__()
            self.base = base

    class Wandered(Message):
        """The person looks where the candidate is not."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._body = MirrorBody()
        self._pointing = Pointing()
        self._painted: WatchView | None = None
        self._asked = ("", "")
        self._wandered = False

    def compose(self) -> ComposeResult:
        """Either the words of focus time, or everything else."""
        yield FocusPanel().data_bind(Mirror.t_s)
        with Vertical(id="mirror-lit"):
            yield TabRow()
            yield Static("", id="mirror-where", markup=False)
            yield self._body.data_bind(Mirror.t_s)

    def on_mount(self) -> None:
        """Paint what is known by now."""
        self._paint()

    def watch_view(self) -> None:
        """Paint what differs."""
        if self.is_mounted:
            self._paint()

    def watch_t_s(self) -> None:
        """A text may have become longer since it was led to its place."""
        if self.is_mounted and self.follows:
            self._body.lead()

    @property
    def follows(self) -> bool:
        """Whether the mirror goes where the candidate goes."""
        return self.view is not None and self.view.follow and not self._wandered

    @property
    def tab(self) -> str:
        """The tab in sight."""
        return self._body.tab

    def take_focus(self) -> None:
        """Give the keys to what is in sight."""
        self._body.take_focus()

    def action_tab(self, step: int) -> None:
        """The tab before, or the next one."""
        names = tabs(self.view.session if self.view is not None else None)
        self.choose(names[(names.index(self.tab) + step) % len(names)] if self.tab in names else names[0])

    def choose(self, name: str) -> None:
        """Show a tab because the person wants to see it."""
        self._wander()
        self._show_tab(name)

    def on_tab_row_chosen(self, event: TabRow.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.choose(event.name)

    def on_files_view_chosen(self, event: FilesView.Chosen) -> None:
        """A person chose a file."""
        event.stop()
        self._wander()
        self.post_message(self.FileChosen(event.path))

    def on_files_view_moved(self, event: FilesView.Moved) -> None:
        """A person scrolled a file."""
        event.stop()
        self._wander()

    def on_files_view_base_turned(self, event: FilesView.BaseTurned) -> None:
        """A person asks for other changes; that is no wandering."""
        event.stop()
        self.post_message(self.BaseChosen(event.base))

    def on_candidate_panes_moved(self, event: CandidatePanes.Moved) -> None:
        """A person moved one of the candidate's panes."""
        event.stop()
        self._wander()

    def _paint(self) -> None:
        view, before = self.view, self._painted
        if view is None or not self._body.is_mounted or not self._body.children:  # not yet, or the screen is left
            return
        self._wandered = self._wandered and view.follow
        self._painted = None if view.dark else view
        dark = self.query_one(FocusPanel)
        dark.session, dark.display = view.session, view.dark
        self.query_one("#mirror-lit").display = not view.dark
        if view.dark:
            return
        stated = before is not None and before.shared is view.shared and before.follow is view.follow
        if not stated:
            self._paint_state(view, view.session)
        self._body.show_picture(view)
        if not stated or before is None or before.files is not view.files:
            self._body.show_files(view, self._pointing, follow=self.follows)
            self._ask_for_file(view)

    def _paint_state(self, view: WatchView, session: Session | None) -> None:
        """Tabs, whereabouts, and the candidate's panes; a mere change of the picture leaves them alone."""
        if self.has_class("-ascii") is not view.shared.ascii_only:
            for widget in (self, *self.query("TermView, FilesView, LinePane, TabRow")):
                widget.set_class(view.shared.ascii_only, "-ascii")
        self._body.shared = view.shared
        self._pointing = self._pointing.after(view.told)
        names, ahead = tabs(session), in_front(session, self._pointing)
        row = self.query_one(TabRow)
        row.session, row.names, row.ahead = session, names, ahead
        if self.follows:
            self._show_tab(ahead)
            self._body.lead()
        elif self.tab not in names:
            self._show_tab(TERMINAL)
        self._say_where()

    def _show_tab(self, name: str) -> None:
        self.query_one(TabRow).current = name
        if name != self.tab:
            self._body.show(name)

    def _say_where(self) -> None:
        session = self.view.session if self.view is not None else None
        said, where = where_line(session, self._pointing, follow=self.follows), self.query_one("#mirror-where", Static)
        if str(where.content) != said:
            where.update(said, layout=False)
        where.display = bool(said)

    def _wander(self) -> None:
        if self.follows:
            self._wandered = True
            self._say_where()
            self.post_message(self.Wandered())

    def _ask_for_file(self, view: WatchView) -> None:
        wanted = file_to_open(view.session, view.files, self._pointing, follow=self.follows)
        if wanted not in ("", view.files.path) and self._asked != (view.files.commit, wanted):
            self._asked = (view.files.commit, wanted)
            self.post_message(self.FileChosen(wanted))
