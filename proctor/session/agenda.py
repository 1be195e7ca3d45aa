"""The course of a session with its times: what was, what is now, what is still to come and when, if nothing changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from proctor.session.next_step import next_act, next_step
from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.session.urgent import NextStep

__all__ = ["WALK_THROUGH_S", "AgendaItem", "NextStep", "agenda", "clock_time", "next_act", "next_step"]

WELCOME_S: Final = 300.0
WALK_THROUGH_S: Final = 300.0
FEEDBACK_S: Final = 300.0
CLOSING_S: Final = 300.0
"""What the parts without a clock usually take: a plan, never a limit."""

Standing = Literal["done", "now", "next"]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One part of a session. `at_s` is when it began or will, on the timeline; `length_s` what it takes or took.

    `standing` is "done", "now" or "next"; `planned` while it has not begun, so that its time is an estimate.
    """

    title: str
    what: str
    standing: Standing
    at_s: float
    length_s: float

    @property
    def planned(self) -> bool:
        """Whether its time is an estimate."""
        return self.standing == "next"


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    what: str
    began_s: float | None
    """On the timeline; None while it has not begun."""
    planned_s: float


def agenda(session: Session, t_s: float) -> tuple[AgendaItem, ...]:
    """The parts of the session in their order at `t_s`; those to come follow each other without a gap.

    What was left out, such as the revision of a session that ended before it, is not there.
    """
    parts = _parts(session, t_s)
    items: list[AgendaItem] = []
    for number, part in enumerate(parts):
        later_s = next((other.began_s for other in parts[number + 1 :] if other.began_s is not None), None)
        if part.began_s is None and later_s is None:
            at_s = items[-1].at_s + items[-1].length_s
            items.append(AgendaItem(part.title, part.what, "next", at_s, part.planned_s))
        elif part.began_s is not None and later_s is not None:
            took_s = max(0.0, later_s - part.began_s)
            items.append(AgendaItem(part.title, part.what, "done", part.began_s, took_s))
        elif part.began_s is not None:
            takes_s = max(part.planned_s, t_s - part.began_s)
            items.append(AgendaItem(part.title, part.what, "now", part.began_s, takes_s))
    return tuple(items)


def clock_time(session: Session, at_s: float) -> datetime:
    """The wall clock at a point of the timeline, by the wall clock of the last event."""
    return datetime.fromisoformat(session.at_utc) + timedelta(seconds=at_s - session.t_s)


def _parts(session: Session, t_s: float) -> tuple[_Part, ...]:
    terms, began = session.terms, session.entered_s
    frozen_s = began.get(Phase.FEEDBACK)
    return (
        _Part("Welcome", "introduce yourself; nothing is running", 0.0, WELCOME_S),
        _Part(
            "Work",
            "they work; you watch, note, answer",
            began.get(Phase.WORK),
            _length_s(session, Phase.WORK, terms.work_limit_s, t_s),
        ),
        _Part("Walk-through", "they explain; you ask and listen", frozen_s, WALK_THROUGH_S),
        _Part("Feedback", "one strength, one area; then listen", _feedback_s(session, t_s), FEEDBACK_S),
        _Part(
            "Revision",
            "they improve it; see how it is taken",
            began.get(Phase.REVISION),
            _length_s(session, Phase.REVISION, terms.revision_limit_s, t_s),
        ),
        _Part("Close", "say what comes next; then score", began.get(Phase.DONE), CLOSING_S),
    )


def _feedback_s(session: Session, t_s: float) -> float | None:
    """Feedback follows the walk-through: when it was delivered, or when the time for explaining is over."""
    frozen_s = session.entered_s.get(Phase.FEEDBACK)
    if session.feedback is not None:
        return session.feedback_s
    if frozen_s is None or session.phase is not Phase.FEEDBACK or t_s < frozen_s + WALK_THROUGH_S:
        return None
    return frozen_s + WALK_THROUGH_S


def _length_s(session: Session, phase: Phase, limit_s: float, t_s: float) -> float:
    """How long a timed phase lasts in all: for the one that runs, until its clock would be over if it ran on."""
    left_s = session.remaining_s(t_s)
    if session.phase is not phase or left_s is None:
        return limit_s
    return t_s - session.phase_since_s + left_s
