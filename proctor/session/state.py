"""The state of a session at one point of its journal; only `fold` makes new ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from proctor.session.board import CheckBoard
from proctor.session.clock import PhaseClock
from proctor.session.events import Actor, ClientJoined, FeedbackDelivered, SnapshotTaken, TourChecked
from proctor.session.focus import FocusTime
from proctor.session.phases import TIMED, EndCause, PauseReason, Phase
from proctor.session.sight import Sight
from proctor.session.talk import Talk
from proctor.session.terms import Terms

RECENT_SAVES: Final = 200
"""How many saves the state keeps; the journal holds all."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause in progress."""

    reason: PauseReason
    note: str
    by: Actor
    since_s: float


@dataclass(frozen=True, slots=True)
class Isolation:
    """How well candidate code is kept apart (3 sealed, 2 confined, 1 separated, 0 open) and in words."""

    level: int
    note: str


@dataclass(frozen=True, slots=True)
class Save:
    """A snapshot as the log of saves shows it."""

    snapshot: SnapshotTaken
    at_utc: str
    t_s: float
    phase: Phase


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a screen needs, and nothing that is not in the journal.

    `t_s` is the session's timeline: seconds since its first event on a clock that counts suspend and ignores changes
    of the wall clock. `boot_ns` and `at_utc` (RFC 3339) belong to the last event and tie the timeline to the machine.
    """

    terms: Terms
    seq: int
    boot_id: str
    boot_ns: int
    at_utc: str
    t_s: float = 0.0
    phase: Phase = Phase.LOBBY
    phase_since_s: float = 0.0
    phase_since_utc: str = ""
    entered_s: Mapping[Phase, float] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    """When each phase after the lobby began, on the timeline."""
    clock: PhaseClock | None = None
    pause: Pause | None = None
    breaks_used_s: float = 0.0
    """Breaks that are over; the one in progress comes on top."""
    reminded_s: float = float("inf")
    """The smallest reminder mark already given in this phase."""
    opened: bool = False
    tour: TourChecked | None = None
    present: Mapping[str, ClientJoined] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    isolation: Isolation | None = None
    shell: Isolation | None = None
    board: CheckBoard = msgspec.field(default_factory=CheckBoard)
    newest: SnapshotTaken | None = None
    snapshots: int = 0
    saves: tuple[Save, ...] = ()
    """The most recent saves, newest last (the journal holds all)."""
    tags: Mapping[str, str] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    late_saves: int = 0
    late_kept: tuple[str, ...] = ()
    put_back: bool = False
    """The workspace holds the submitted work again; set when the revision has begun."""
    submit_cause: EndCause | None = None
    walkthrough: str = ""
    feedback: FeedbackDelivered | None = None
    feedback_s: float = 0.0
    """When it was delivered, on the timeline."""
    answer: str = ""
    finish_cause: EndCause | None = None
    seal: str = ""
    """The digest of the newest seal that the shared journal names."""
    downtime_s: float = 0.0
    controls: str = ""
    """Which interviewer steers; empty while nobody has taken the controls."""
    sight: Sight = Sight()
    talk: Talk = Talk()
    focus: FocusTime = FocusTime()
    polling: str = ""
    """Why saves are found by polling, if they are."""

    @property
    def timed(self) -> bool:
        """Whether the present phase has a clock."""
        return self.phase in TIMED

    @property
    def paused(self) -> bool:
        """Whether the clock of the present phase stands still."""
        return self.pause is not None

    def time_at_s(self, boot_ns: int) -> float:
        """The timeline at a reading of the same boot's clock; never before the last event."""
        return self.t_s + max(0, boot_ns - self.boot_ns) / 1e9

    def remaining_s(self, t_s: float) -> float | None:
        """Seconds left in this phase at `t_s`; None where the phase has no clock."""
        return None if self.clock is None else self.clock.remaining_at_s(t_s)

    def breaks_used_at_s(self, t_s: float) -> float:
        """Seconds of breaks that the candidate has taken by `t_s`, the one in progress included."""
        running_s = t_s - self.pause.since_s if self.pause is not None and self.pause.by == "candidate" else 0.0
        return self.breaks_used_s + running_s

    def breaks_left_s(self, t_s: float) -> float:
        """Seconds of agreed stop-the-clock breaks that are still to be had."""
        return max(0.0, self.terms.accommodation.breaks_s - self.breaks_used_at_s(t_s))

    def focus_left_s(self, t_s: float) -> float:
        """Seconds of agreed focus time that the candidate may still start."""
        return max(0.0, self.terms.focus_s - self.focus.used_at_s(t_s))

    def roles_present(self) -> frozenset[str]:
        """Which roles have a screen open."""
        return frozenset(client.role for client in self.present.values() if client.screen)
