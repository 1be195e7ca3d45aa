"""What the candidate has before them, as far as it is known: for a mirror that follows, and to tell an outage."""

import msgspec

from proctor.session.events import ViewChanged, WorkPresented


class Sight(msgspec.Struct, frozen=True):
    """`window` is "Work" or "Editor", empty outside tmux; `away_since_s` tells since when no terminal is attached.

    `outage_s` is the length of the last time that the candidate's terminal was away while the clock ran, until it is
    given back; `presented_s` says when the candidate last pointed at something.
    """

    window: str = ""
    view: ViewChanged | None = None
    presented: WorkPresented | None = None
    presented_s: float = 0.0
    away_since_s: float | None = None
    outage_s: float = 0.0

    def left(self, t_s: float) -> "Sight":
        """The candidate's terminal is gone."""
        return self if self.away_since_s is not None else msgspec.structs.replace(self, away_since_s=t_s)

    def back(self, t_s: float, *, counted: bool) -> "Sight":
        """It is there again; `counted` says whether the clock ran meanwhile, so that time was lost."""
        if self.away_since_s is None:
            return self
        lost_s = max(0.0, t_s - self.away_since_s)
        return msgspec.structs.replace(self, away_since_s=None, outage_s=lost_s if counted else self.outage_s)

    @property
    def where(self) -> str:
        """The place in sight in a word: the editor, what was pointed at, or the pane with the keys."""
        if self.window == "Editor":
            return "editor"
        if self.presented is not None:
            return f"{self.presented.file}:{self.presented.line}" if self.presented.line else self.presented.file
        return self.view.focused if self.view is not None else ""
