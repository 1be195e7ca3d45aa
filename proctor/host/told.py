"""What each role is told: everybody the shared journal, interviewers the private one and the picture as well.

During focus time interviewers get a blank in the place of every event that tells of the work, and no picture; a viewer
that comes back afterwards is told everything, since it all was journaled.
"""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from proctor.host.recorder import Recorder
from proctor.link.messages import Shown, Told, line
from proctor.session.envelope import Envelope
from proctor.session.events import Role
from proctor.session.focus import IN_ITS_PLACE, WITHHELD
from proctor.session.screen import Screen, ScreenRecord
from proctor.session.state import Session

_NOTHING: Final = msgspec.Raw(b"{}")


class Telling:
    """The lines of a session for each role; `picture` gives the newest picture of the terminal, if there is one."""

    def __init__(self, recorder: Recorder, picture: Callable[[], Screen | None]) -> None:
        self._recorder = recorder
        self._picture = picture

    @property
    def session(self) -> Session:
        """The state that the lines lead to."""
        return self._recorder.session

    @property
    def dark(self) -> bool:
        """Whether focus time is running."""
        return self.session.focus.now is not None

    def missed(self, role: Role, from_seq: int, from_private: int) -> Iterator[bytes]:
        """Every line after the last ones that a client has."""
        public = self._recorder.lines[from_seq:]
        if role == "candidate":
            yield from public
            return
        for envelope, text in zip(self._recorder.history[from_seq:], public, strict=True):
            yield self.for_interviewers(envelope, text)
        for envelope, text in zip(
            self._recorder.secrets[from_private:], self._recorder.private_lines[from_private:], strict=True
        ):
            if not self._withheld(envelope, envelope.after or 0):
                yield text

    def for_interviewers(self, envelope: Envelope, text: bytes) -> bytes:
        """A line of the shared journal as interviewers get it now."""
        return blank(envelope) if self._withheld(envelope, envelope.seq) else text

    def private(self, envelope: Envelope, text: bytes) -> bytes:
        """A line of the private journal as interviewers get it now; empty while it is withheld."""
        return b"" if self._withheld(envelope, envelope.after or 0) else text

    def whole_picture(self) -> bytes:
        """The picture of the terminal as one message; empty where there is none, or nobody may see it now."""
        picture = None if self.dark else self._picture()
        return shown_line(picture.whole()) if picture is not None and picture.lines else b""

    def _withheld(self, envelope: Envelope, at_seq: int) -> bool:
        focus = self.session.focus.now
        return focus is not None and envelope.kind in WITHHELD and at_seq >= focus.since_seq


def shown_line(record: ScreenRecord) -> bytes:
    """A change of the picture as it travels."""
    return line(Shown(record=record))


def blank(envelope: Envelope) -> bytes:
    """What stands for an event that is withheld: its number and its time."""
    kept = msgspec.structs.replace(envelope, kind=IN_ITS_PLACE, data=_NOTHING, prev="")
    return line(Told(event=kept))
