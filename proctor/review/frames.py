"""The saves of a recording as frames: which content stood from when on, in which phase, under which name."""

import msgspec

from proctor.session.events import SnapshotTaken
from proctor.session.phases import Phase


class Frame(msgspec.Struct, frozen=True):
    """A save that counts, the `number`-th from 0; `t_s` is the session's timeline, `used_s` the clock of its phase.

    `tags` are the names the record gives it (start, submitted, feedback, final), `seq` the shared journal's number.
    """

    number: int
    seq: int
    t_s: float
    used_s: float
    at_utc: str
    phase: Phase
    taken: SnapshotTaken
    tags: tuple[str, ...] = ()

    @property
    def commit(self) -> str:
        """Git's name for the snapshot."""
        return self.taken.commit

    @property
    def tree(self) -> str:
        """Git's name for its content."""
        return self.taken.tree
