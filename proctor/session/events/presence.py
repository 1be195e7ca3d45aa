"""Who is there, what they look at, and who holds the controls."""

from typing import Literal

import msgspec

from proctor.session.events.base import Event, Role

Window = Literal["Work", "Editor"]


class ClientJoined(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A screen or command line connected on a role's socket."""

    kind = "client.joined"
    durable = False
    client: str
    role: Role
    name: str = ""
    screen: bool = True


class ClientLeft(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A screen or command line is gone."""

    kind = "client.left"
    durable = False
    client: str


class TerminalAttached(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate's own terminal shows the session's, at this size in cells."""

    kind = "terminal.attached"
    durable = False
    columns: int
    lines: int


class TerminalDetached(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate's own terminal is gone: left, or its connection was lost. Everything inside goes on."""

    kind = "terminal.detached"
    durable = False


class WindowShown(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The window of the terminal that the candidate looks at."""

    kind = "window.shown"
    durable = False
    window: Window


class ViewChanged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the candidate's screen has in sight, as it says itself: a hint for who follows, never evidence.

    `panes` are the names of the panes in sight, `focused` the one that has the keys, `scroll` the first row in sight
    of each pane that was scrolled, `check` the check under the cursor; `columns` and `lines` in cells.
    """

    kind = "view.changed"
    durable = False
    panes: tuple[str, ...] = ()
    focused: str = ""
    scroll: dict[str, int] = msgspec.field(default_factory=dict)
    check: str = ""
    columns: int = 0
    lines: int = 0


class ControlsTaken(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One interviewer steers from now on: they took what nobody held, or it was handed to them by `giver`."""

    kind = "controls.taken"
    name: str
    giver: str = ""


class ControlsReleased(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Nobody steers; the next interviewer who acts does."""

    kind = "controls.released"
    name: str
