"""How a rule says no, and what rules ask first: who acts, and whether there is a clock."""

from typing import Final

from proctor.errors import IllegalMove
from proctor.session.clock import PhaseClock
from proctor.session.events import Actor
from proctor.session.phases import TITLES
from proctor.session.state import Session

SLACK_S: Final = 0.05
"""Timers fire a moment early or late, and sums of seconds round; less than this counts as zero."""


def refused(act: str, session: Session, why: str = "", hint: str = "") -> IllegalMove:
    """The refusal of an act, with the reason and what to do instead."""
    reason = why or f"the session is in {TITLES[session.phase].upper()}"
    return IllegalMove(f"cannot {act}: {reason}", hint=hint)


def only(act: str, session: Session, by: Actor, *actors: Actor) -> None:
    """Refuse everybody but `actors`."""
    if by not in actors:
        raise refused(act, session, f"this is for the {' or the '.join(actors)}")


def clock_of(act: str, session: Session) -> PhaseClock:
    """The clock of the present phase; refused where it has none."""
    if session.clock is None:
        raise refused(act, session, hint="only WORK and REVISION have a clock")
    return session.clock
