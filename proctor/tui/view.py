"""What a screen is given to show: one frozen value, replaced whole whenever anything changed."""

from dataclasses import dataclass
from typing import Final

from proctor.session.state import Session
from proctor.session.talk import Talk
from proctor.tui.materials import NOTHING_READ, Materials

_NOTHING_SAID: Final = Talk()


@dataclass(frozen=True, slots=True)
class View:
    """Everything on a screen but the passing of time.

    `lost` says why there is no connection, empty while there is one; `name` is the session's, for commands to type.
    `switch_key` is tmux's name for the key between its two windows, empty outside tmux; `read` is what the person has
    read of what was written to them.
    """

    name: str
    session: Session | None = None
    lost: str = ""
    materials: Materials = NOTHING_READ
    ascii_only: bool = False
    read: Talk = _NOTHING_SAID
    switch_key: str = ""

    @property
    def inside_tmux(self) -> bool:
        """Whether the editor has a window of its own."""
        return bool(self.switch_key)

    @property
    def connected(self) -> bool:
        """Whether the host is there."""
        return not self.lost and self.session is not None
