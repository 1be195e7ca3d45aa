"""The phases of a session and the moves between them: the one table that says what may follow what.

LOBBY -> WORK -> FEEDBACK -> REVISION -> DONE. Pause is orthogonal: it stops the clock of WORK or REVISION and is no
phase. FEEDBACK has no clock: the work is frozen, the candidate explains, then feedback is given.
"""

from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """Where a session stands."""

    LOBBY = "lobby"
    WORK = "work"
    FEEDBACK = "feedback"
    REVISION = "revision"
    DONE = "done"


class PauseReason(StrEnum):
    """Why the clock stands still; typed, so that a reviewer can tell a break from an outage."""

    BREAK = "break"
    ACCOMMODATION = "accommodation"
    TECHNICAL = "technical"
    OTHER = "other"


class EndCause(StrEnum):
    """What ended a phase."""

    SUBMITTED = "submitted"
    EXPIRED = "expired"
    ENDED = "ended"
    FINISHED = "finished"
    CANCELLED = "cancelled"


MOVES: Final[dict[Phase, frozenset[Phase]]] = {
    Phase.LOBBY: frozenset({Phase.WORK, Phase.DONE}),
    Phase.WORK: frozenset({Phase.FEEDBACK}),
    Phase.FEEDBACK: frozenset({Phase.REVISION, Phase.DONE}),
    Phase.REVISION: frozenset({Phase.DONE}),
    Phase.DONE: frozenset(),
}

TIMED: Final = frozenset({Phase.WORK, Phase.REVISION})
"""Phases with a clock; only these can be paused, extended or expire."""

TITLES: Final[dict[Phase, str]] = {
    Phase.LOBBY: "Lobby",
    Phase.WORK: "Work",
    Phase.FEEDBACK: "Feedback",
    Phase.REVISION: "Revision",
    Phase.DONE: "Done",
}
