"""The list of running sessions, to choose one from; kept up to date while it is looked at."""

import os
from collections.abc import Callable
from typing import ClassVar, Final

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from proctor.errors import ProctorError
from proctor.session.plain_text import shown_line
from proctor.tui.cockpit.rows import SessionRow
from proctor.tui.shapes import utf8_locale
from proctor.tui.themes import DARK, MONOCHROME, THEMES
from proctor.tui.widgets.plain_scrollbar import use_plain_scrollbars

REFRESH_EVERY_S: Final = 2.0
Refresh = Callable[[], tuple[SessionRow, ...]]


class SessionList(App[str], inherit_bindings=False):
    """Returns the chosen session's name."""

    TITLE = "proctor"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = ["../app.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,ctrl+q,ctrl+c,escape", "leave", "Leave", show=False)]

    def __init__(self, rows: tuple[SessionRow, ...], refresh: Refresh, *, ascii_only: bool = False) -> None:
        colourless = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if colourless else None)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = (MONOCHROME if colourless else DARK).name
        self.animation_level = "none"
        self._rows: tuple[SessionRow, ...] = ()
        self._first, self._again = rows, refresh
        self.set_class(ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """The names of the columns, the sessions, the keys."""
        yield Static("Watch which session?", id="sessions-title", markup=False)
        yield Static("", id="sessions-head", markup=False)
        yield OptionList(id="sessions", compact=True, markup=False)
        yield Static("", id="sessions-state", markup=False)
        yield Static("Up and down choose, Enter watches, q leaves.", id="key-bar", markup=False)

    def on_mount(self) -> None:
        """What is known, and then what is new."""
        self.show(self._first)
        self.set_interval(REFRESH_EVERY_S, self._look)

    def on_resize(self) -> None:
        """Other columns have room."""
        self.show(self._rows, anew=True)

    def show(self, rows: tuple[SessionRow, ...], *, anew: bool = False) -> None:
        """Show these rows; the cursor stays on its session."""
        if rows == self._rows and not anew:
            return
        listed, chosen = self.query_one(OptionList), self._chosen()
        self._rows = rows
        head, lines = table(rows, self.size.width - 2)
        self.query_one("#sessions-head", Static).update(Content.styled(head, "bold $text-accent"))
        listed.clear_options()
        listed.add_options([Option(Content(line)) for line in lines])
        names = [row.session for row in rows]
        listed.highlighted = (names.index(chosen) if chosen in names else 0) if rows else None
        self._say("" if rows else "No session is running any more.")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter: that one."""
        self.exit(self._rows[event.option_index].session)

    def action_leave(self) -> None:
        """None of them."""
        self.exit(None)

    def _chosen(self) -> str:
        index = self.query_one(OptionList).highlighted
        return self._rows[index].session if index is not None and index < len(self._rows) else ""

    @work(thread=True, group="refresh", exclusive=True)
    def _look(self) -> None:
        try:
            rows = self._again()
        except ProctorError as error:
            self.call_from_thread(self._say, f"The list is from before: {error}")
        else:
            self.call_from_thread(self.show, rows)

    def _say(self, text: str) -> None:
        self.query_one("#sessions-state", Static).update(Content(text))


_COLUMNS: Final = ("Session", "Candidate", "Phase", "Clock", "Exercise", "Who is there")


def table(rows: tuple[SessionRow, ...], width: int) -> tuple[str, list[str]]:
    """Head and lines in columns; columns that have no room are left out from the right, never cut in the middle."""
    cells = [
        tuple(shown_line(text) for text in (row.session, row.candidate, row.phase, row.clock, row.exercise, row.here))
        for row in rows
    ]
    widths = [max(len(head), *(len(line[at]) for line in cells), 0) for at, head in enumerate(_COLUMNS)]
    shown, used = 0, 0
    for cell in widths:
        if shown and used + cell > width:
            break
        shown, used = shown + 1, used + cell + 2
    lines = ["  ".join(line[at].ljust(widths[at]) for at in range(shown)) for line in (_COLUMNS, *cells)]
    return lines[0], lines[1:]


def choose_session(rows: tuple[SessionRow, ...], refresh: Refresh) -> str | None:
    """The chosen session's name; None when the person leaves."""
    ascii_only = not utf8_locale(os.environ)
    if ascii_only:
        use_plain_scrollbars()
    return SessionList(rows, refresh, ascii_only=ascii_only).run()
