"""Plays a recording in the place of a host: what is due happens, what a person does happens beside it.

What the recording holds and the rules no longer allow, because the person did something else, is left out.
"""

from collections import deque
from collections.abc import Iterable

import msgspec

from proctor.errors import HostUnreachable, IllegalMove
from proctor.review.cues import WAITED_FOR, Cue
from proctor.review.happenings import Happenings
from proctor.review.head import Head
from proctor.session.envelope import Envelope
from proctor.session.events import Event
from proctor.session.state import Session


class Player:
    """Moves along the cues as `head` does, and lets `happened` grow.

    `waits`: before an interviewer's act without which nothing goes on, the playback stands until `skip_to` it.
    """

    def __init__(self, cues: Iterable[Cue], head: Head, happened: Happenings, *, waits: bool) -> None:
        self.happened = happened
        self._cues = deque(cues)
        self._head = head
        self._waits = waits
        self._held = False
        self._shift_s = 0.0
        """How much later everything still to come is than in the recording."""
        self._stands_since_s: float | None = None
        self.advance()

    def now_s(self) -> float:
        """The timeline now."""
        return self._head.now_s()

    def due_s(self) -> float | None:
        """Seconds of real time until the next cue; None while nothing comes by itself."""
        return None if self._stands_since_s is not None else self._head.left_s()

    def present(self) -> Session:
        """The state with its timeline moved to now; what decisions are made on."""
        session = self.happened.session
        if session is None:
            raise HostUnreachable("the recording has not begun")
        now_s = max(self.now_s(), session.t_s)
        return msgspec.structs.replace(session, t_s=now_s, boot_ns=self.happened.boot_ns(now_s))

    def advance(self) -> None:
        """Let everything happen that is due."""
        while self._cues and not self._held:
            cue = self._cues[0]
            at_s = cue.t_s + self._shift_s
            if self.now_s() < at_s:
                self._head.aim(at_s)
                return
            if self._waits and cue.is_act(WAITED_FOR):
                self._stand()
                return
            self._cues.popleft()
            self._play(cue, at_s)
        if not self._cues:
            self._head.aim(None)

    def hold(self) -> None:
        """Stand until `release`, while time goes on."""
        self._held = True
        self._stand()

    def release(self) -> None:
        """Go on from where the playback stood."""
        if self._stands_since_s is not None:
            self._shift_s += self.now_s() - self._stands_since_s
        self._held, self._stands_since_s = False, None
        self.advance()

    def skip_to(self, kind: str) -> None:
        """Let everything happen at once that comes before the next event of a kind; that one is left out."""
        if not any(_is(cue, kind) for cue in self._cues):
            return
        now_s = self.now_s()
        while not _is(cue := self._cues.popleft(), kind):
            self._play(cue, now_s)
        self._held, self._stands_since_s = False, None
        self._shift_s = now_s - cue.t_s
        self._head.aim(None)

    def plan(self, after_s: float, event: Event) -> None:
        """Have the host bring something about later on the timeline."""
        at_s = self.now_s() + after_s - self._shift_s
        envelope = self.happened.written(at_s, event, "host")
        place = next((number for number, cue in enumerate(self._cues) if cue.t_s > at_s), len(self._cues))
        self._cues.insert(place, Cue(at_s, envelope))

    def stop(self) -> None:
        """Play nothing more."""
        self._cues.clear()
        self._head.aim(None)

    def _stand(self) -> None:
        if self._stands_since_s is None:
            self._stands_since_s = self.now_s()
            self._head.aim(None)

    def _play(self, cue: Cue, at_s: float) -> None:
        if not isinstance(cue.what, Envelope):
            self.happened.show(at_s, cue.what)
        elif cue.private:
            self.happened.keep(at_s, cue.what, cue.what.by, cue.what.who)
        else:
            try:
                self.happened.believe(at_s, cue.what, cue.what.by, cue.what.who)
            except IllegalMove:
                return


def _is(cue: Cue, kind: str) -> bool:
    return isinstance(cue.what, Envelope) and not cue.private and cue.what.kind == kind
