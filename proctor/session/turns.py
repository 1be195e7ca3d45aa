"""Which run comes next: what was saved last goes first, hidden checks only while nothing visible waits. Pure.

Contents are named by their commits. A hidden run never delays a visible one: a save ends it at once. What was
submitted and what was final is *owed*: its hidden checks run to their end, however often a save comes in between.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace


class Turn(msgspec.Struct, frozen=True):
    """A run that may begin now."""

    visibility: Literal["visible", "hidden"]
    commit: str


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for the engine; every change makes a new one."""

    newest: str = ""
    """The content whose visible checks wait."""
    checked: str = ""
    """The newest content, once its visible checks have ended: its hidden ones may use the time until the next save."""
    owed: tuple[str, ...] = ()
    """Contents whose hidden checks must run, oldest first."""

    def saved(self, commit: str) -> "Turns":
        """After a save: it takes the place of whatever waits, and older content is no longer worth a hidden run."""
        return replace(self, newest=commit, checked="")

    def owing(self, commit: str) -> "Turns":
        """With one more content whose hidden checks must run."""
        return self if commit in self.owed else replace(self, owed=(*self.owed, commit))

    def next(self) -> Turn | None:
        """The run that comes next; None while nothing waits."""
        if self.newest:
            return Turn("visible", self.newest)
        hidden = self.owed[0] if self.owed else self.checked
        return Turn("hidden", hidden) if hidden else None

    def begun(self, turn: Turn) -> "Turns":
        """While `turn` runs."""
        return replace(self, newest="") if turn.visibility == "visible" and turn.commit == self.newest else self

    def ended(self, turn: Turn, *, whole: bool) -> "Turns":
        """After `turn`; `whole` unless it was cut short."""
        if turn.visibility == "visible":
            return replace(self, checked=turn.commit) if whole and not self.newest else self
        owed = tuple(commit for commit in self.owed if not (whole and commit == turn.commit))
        return replace(self, owed=owed, checked="" if self.checked == turn.commit else self.checked)
