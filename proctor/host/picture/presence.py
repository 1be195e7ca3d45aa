"""Whether the candidate's own terminal is there and which window it shows, told to the journal when it changes."""

from typing import Final

from proctor.host.recorder import Recorder
from proctor.session.events import TerminalAttached, TerminalDetached, Window, WindowShown

_WINDOWS: Final[dict[str, Window]] = {"Work": "Work", "Editor": "Editor"}
_KINDS: Final = (TerminalAttached.kind, TerminalDetached.kind)


class Presence:
    """Knows what was journaled last, by an earlier host too."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        last = next((event.kind for event in reversed(recorder.history) if event.kind in _KINDS), "")
        self._attached = last == TerminalAttached.kind

    def clients(self, sizes: list[tuple[int, int]]) -> None:
        """The candidate's own clients, each with columns and lines."""
        if bool(sizes) == self._attached:
            return
        self._attached = bool(sizes)
        if sizes:
            self._recorder.record(TerminalAttached(columns=sizes[0][0], lines=sizes[0][1]))
        else:
            self._recorder.record(TerminalDetached())

    def window(self, name: str) -> None:
        """The window in front; other names than ours are nobody's."""
        window = _WINDOWS.get(name)
        if window is not None and window != self._recorder.session.sight.window:
            self._recorder.record(WindowShown(window=window))
