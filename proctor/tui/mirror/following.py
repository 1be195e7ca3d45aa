"""Where the candidate is, for a mirror that goes along: the tab to show, and the place in a file. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from proctor.session.envelope import Envelope
from proctor.session.events import Event, ViewChanged, WindowShown, WorkPresented
from proctor.session.fold import decode
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.tui.arrangement import Pane
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import Files
from proctor.tui.mirror.term_words import name_of
from proctor.tui.screens.choice import screen_for
from proctor.tui.screens.paned import PanedScreen

TERMINAL: Final = "Terminal"
FILES: Final = "Files"
LOBBY: Final = "Lobby"
END: Final = "End"


def candidates_tabs(session: Session | None) -> tuple[str, ...]:
    """What the candidate's own screen has in this phase."""
    if session is None:
        return ()
    if session.phase is Phase.LOBBY:
        return (LOBBY,)
    if session.phase is Phase.DONE:
        return (END, Pane.CHECKS, Pane.SAVES, Pane.SPEC, Pane.RULES)
    screen = screen_for(session)
    return screen.PANES if issubclass(screen, PanedScreen) else ()


def tabs(session: Session | None) -> tuple[str, ...]:
    """All tabs of the mirror."""
    return (TERMINAL, FILES, *candidates_tabs(session))


@dataclass(frozen=True, slots=True)
class Pointing:
    """What the candidate pointed at last, until they go elsewhere: to the other window, or to another pane.

    The state alone cannot tell in which order they did both; the first `heard` events were looked at for it.
    """

    shown: WorkPresented | None = None
    window: str = ""
    pane: str = ""
    heard: int = 0

    def after(self, told: Sequence[Envelope]) -> "Pointing":
        """With the events that came since; with all of them if they are told anew."""
        now = self if len(told) >= self.heard else Pointing()
        for envelope in told[now.heard :]:
            now = now.moved(decode(envelope)) if envelope.kind in _MOVES else now
        return replace(now, heard=len(told))

    def place(self, session: Session | None) -> WorkPresented | None:
        """What was pointed at, while it is in front."""
        return None if session is None or session.phase is Phase.DONE else self.shown

    def moved(self, event: Event | None) -> "Pointing":
        """With one more event."""
        match event:
            case WorkPresented():
                return replace(self, shown=event)
            case WindowShown() if event.window != self.window:
                return replace(self, shown=None, window=event.window)
            case ViewChanged() if event.focused != self.pane:
                return replace(self, shown=None, pane=event.focused)
        return self


_MOVES: Final = frozenset({WorkPresented.kind, WindowShown.kind, ViewChanged.kind})


def in_front(session: Session | None, pointing: Pointing) -> str:
    """The tab that shows what the candidate has before them."""
    if session is None:
        return TERMINAL
    sight, theirs = session.sight, candidates_tabs(session)
    if pointing.place(session) is not None:
        return FILES
    if session.phase is Phase.DONE or (sight.window != "Editor" and session.phase is Phase.LOBBY):
        return theirs[0]
    if sight.window == "Editor":
        return TERMINAL
    return pane_in_front(session) or (FILES if not sight.window else theirs[0])


def pane_in_front(session: Session) -> str:
    """The candidate's pane that has the keys, else the first one in sight; empty while nothing was told."""
    view = session.sight.view
    if view is None:
        return ""
    theirs = candidates_tabs(session)
    return next((pane for pane in (view.focused, *view.panes) if pane in theirs), "")


def whereabouts(session: Session, pointing: Pointing) -> str:
    """Where the candidate is, in a few words after their name."""
    sight = session.sight
    if sight.away_since_s is not None:
        return f"away since {local_time(session.at_utc, seconds=sight.away_since_s - session.t_s)}"
    if (place := pointing.place(session)) is not None:
        line = f", line {place.line}" if place.line else ""
        return f"points at {shown_line(place.file)}{line}"
    where = in_front(session, pointing)
    return {TERMINAL: "in the editor", LOBBY: "in the lobby", END: "at the last page"}.get(where, f"in {where}")


def where_line(session: Session | None, pointing: Pointing, *, follow: bool) -> str:
    """The line that says where the candidate is; empty while the mirror shows just that."""
    if session is None:
        return ""
    said = f"{name_of(session)}: {whereabouts(session, pointing)}"
    if follow:
        return said if session.sight.away_since_s is not None else ""
    return f"{said}   f follows"


def file_to_open(session: Session | None, files: Files, pointing: Pointing, *, follow: bool) -> str:
    """The file to have open: the one pointed at, else the open one, else what the last save changed, else the entry.

    While following, a save of other files opens one of them.
    """
    there = [row.path for row in files.rows]
    if session is None or not there:
        return ""
    place = pointing.place(session)
    if follow and place is not None and place.file in there:
        return place.file
    changed = [row.path for row in files.rows if row.changed]
    if files.path in there and (not follow or not changed or files.path in changed):
        return files.path
    entry = session.terms.entry
    return entry if entry in (changed or there) else (changed or there)[0]
