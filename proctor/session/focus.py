"""Focus time: agreed minutes in which nobody watches. Saves go on, and can be looked at afterwards.

That being watched costs performance is measured (Behroozi et al., ESEC/FSE 2020); this is the answer to it.
"""

from typing import Final

import msgspec

from proctor.session.events import Actor

LONGEST_S: Final = 3600.0

WITHHELD: Final = frozenset(
    {
        "snapshot.taken",
        "snapshot.tagged",
        "file.restored",
        "run.started",
        "check.ended",
        "run.ended",
        "seed.drawn",
        "work.flagged",
        "view.changed",
        "window.shown",
        "work.presented",
    }
)
"""Kinds that tell of the work; an interviewer's connection gets them once focus time is over."""

IN_ITS_PLACE: Final = "focus.withheld"
"""What stands for a withheld event meanwhile, so that numbers and times stay whole. Never in a journal."""


class Focus(msgspec.Struct, frozen=True):
    """Focus time in progress; `since_seq` is the number of the event that began it."""

    by: Actor
    since_s: float
    until_s: float
    since_seq: int

    def left_s(self, t_s: float) -> float:
        """Seconds of it left at `t_s`."""
        return max(0.0, self.until_s - t_s)


class FocusTime(msgspec.Struct, frozen=True):
    """The focus time in progress, and the seconds used before of what was agreed.

    What an interviewer starts is a gift on top of that.
    """

    now: Focus | None = None
    used_s: float = 0.0

    def used_at_s(self, t_s: float) -> float:
        """Seconds of the agreed ones used by `t_s`, the focus time in progress included."""
        if self.now is None or self.now.by != "candidate":
            return self.used_s
        return self.used_s + max(0.0, min(t_s, self.now.until_s) - self.now.since_s)

    def began(self, focus: Focus) -> "FocusTime":
        """With focus time in progress."""
        return FocusTime(focus, self.used_s)

    def ended(self, t_s: float) -> "FocusTime":
        """With none in progress."""
        return FocusTime(None, self.used_at_s(t_s))
