"""What the candidate has before them, as far as it is known: for a mirror that follows, and to tell an outage."""

import msgspec
from msgspec.structs import replace

from proctor.session.events import ViewChanged, WorkPresented


class Sight(msgspec.Struct, frozen=True):
    """`window` is "Work" or "Editor", empty outside tmux; `away_since_s` tells since when no terminal is attached.

    `outage_s` is how long the clock ran while the candidate's terminal was away, all times of this phase together,
    until it is given back; `away_used_s` is what the clock had used when it went. `presented_s` says when the candidate
    last pointed at something, `turned_s` when they last turned to another window or pane.
    """

    window: str = ""
    view: ViewChanged | None = None
    presented: WorkPresented | None = None
    presented_s: float = 0.0
    turned_s: float = 0.0
    away_since_s: float | None = None
    away_used_s: float = 0.0
    outage_s: float = 0.0

    def left(self, t_s: float, used_s: float) -> "Sight":
        """The candidate's terminal is gone when the phase's clock had used so many seconds."""
        return self if self.away_since_s is not None else replace(self, away_since_s=t_s, away_used_s=used_s)

    def back(self, used_s: float) -> "Sight":
        """It is there again; only seconds that the clock counted meanwhile were lost."""
        if self.away_since_s is None:
            return self
        return replace(self, away_since_s=None, outage_s=self.outage_s + max(0.0, used_s - self.away_used_s))

    def given_back(self, seconds: float) -> "Sight":
        """So much of what was lost was given back."""
        return replace(self, outage_s=max(0.0, self.outage_s - seconds))

    def in_new_phase(self) -> "Sight":
        """A phase has its own clock, so nothing of it is lost yet, and nothing was pointed at in it."""
        return replace(self, presented=None, away_used_s=0.0, outage_s=0.0)

    def pointing(self, at: WorkPresented, t_s: float) -> "Sight":
        """The candidate points at a place."""
        return replace(self, presented=at, presented_s=t_s)

    def in_window(self, window: str, t_s: float) -> "Sight":
        """The candidate turned to a window."""
        return replace(self, window=window, turned_s=t_s if window != self.window else self.turned_s)

    def seeing(self, view: ViewChanged, t_s: float) -> "Sight":
        """The candidate's screen shows this."""
        turned = self.view is None or self.view.focused != view.focused
        return replace(self, view=view, turned_s=t_s if turned else self.turned_s)

    @property
    def where(self) -> str:
        """The place in sight in a word: what was pointed at last, else the editor or the pane with the keys."""
        if self.presented is not None and self.presented_s >= self.turned_s:
            return f"{self.presented.file}:{self.presented.line}" if self.presented.line else self.presented.file
        if self.window == "Editor":
            return "editor"
        return self.view.focused if self.view is not None else ""
