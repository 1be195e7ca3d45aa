"""What tmux's control mode says by itself, one line at a time, collected until somebody looks.

Output of a pane comes escaped on the line of its notice, so nothing that a program prints can pass for another notice.
"""

from dataclasses import dataclass, replace
from typing import Final

PANES: Final = "panes"
"""Subscription to every pane: whether it is dead, and its process."""
CLIENTS: Final = "clients"
"""Subscription to the number of clients, in case that a notice of one is missed."""


@dataclass(slots=True)
class Notices:
    """Since the last look: output of the pane that is followed, in notices, and what else calls for a question.

    tmux does not tell of a window that a hook of its own put in the place of another; output of a pane that nobody
    knows does.
    """

    outputs: int = 0
    window: str = ""
    clients: bool = False
    dead: bool = False
    paused: bool = False
    rearranged: bool = False
    _pane: bytes = b""
    _known: tuple[bytes, ...] = ()
    _marks: tuple[bytes, ...] = (b"%extended-output  ",)

    def follow(self, pane: str, *others: str) -> None:
        """Count output of one pane; that of the others means nothing."""
        self._pane = pane.encode()
        self._known = (self._pane, *(other.encode() for other in others))
        self._marks = (b"%extended-output " + self._pane + b" ", b"%output " + self._pane + b" ")

    def hear(self, line: bytes) -> bool:
        """Take one line; returns whether it matters."""
        if line.startswith(self._marks):
            self.outputs += 1
            return True
        words = line[:200].split()
        heed = getattr(self, _HEEDED.get(words[0], ""), None) if words else None
        return bool(heed and heed(words))

    def taken(self) -> "Notices":
        """What was collected; begins anew."""
        collected = replace(self)
        self.outputs, self.window = 0, ""
        self.clients = self.dead = self.paused = self.rearranged = False
        return collected

    def _clients(self, _words: list[bytes]) -> bool:
        self.clients = True
        return True

    def _window(self, words: list[bytes]) -> bool:
        self.window = words[-1].decode(errors="replace")
        return True

    def _layout(self, _words: list[bytes]) -> bool:
        self.outputs += 1
        return True

    def _paused(self, words: list[bytes]) -> bool:
        self.paused = self.paused or self._pane in words
        return True

    def _rearranged(self, _words: list[bytes]) -> bool:
        self.rearranged = True
        return True

    def _output(self, words: list[bytes]) -> bool:
        if words[1:2] and words[1] in self._known:
            return False
        return self._rearranged(words)

    def _subscribed(self, words: list[bytes]) -> bool:
        if words[1:2] == [CLIENTS.encode()]:
            self.clients = True
        elif words[1:2] == [PANES.encode()]:
            self.dead = self.dead or words[-1] == b"1"
            self.rearranged = self.rearranged or not set(self._known) & set(words)
        return self.clients or self.dead or self.rearranged


_HEEDED: Final = {
    b"%client-session-changed": "_clients",
    b"%client-detached": "_clients",
    b"%session-window-changed": "_window",
    b"%layout-change": "_layout",
    b"%pause": "_paused",
    b"%output": "_output",
    b"%extended-output": "_output",
    b"%window-add": "_rearranged",
    b"%window-close": "_rearranged",
    b"%subscription-changed": "_subscribed",
}
