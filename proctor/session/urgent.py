"""What cannot wait for the course of a session: somebody lost, somebody waiting, a clock that stands still."""

from collections.abc import Callable
from typing import Final, NamedTuple

from proctor.session.controls import holder_is_present
from proctor.session.durations import length_text
from proctor.session.plain_text import shown_line
from proctor.session.state import Session

SHORT_OUTAGE_S: Final = 10.0
"""A connection that was away for less is not worth an act."""
ANSWER_WITHIN_S: Final = 120.0
LONG_PAUSE_S: Final = 600.0


class NextStep(NamedTuple):
    """What to do, in words, and the verb that does it; empty where it needs none."""

    text: str
    verb: str = ""


def _lost(session: Session, t_s: float) -> NextStep | None:
    away_s = session.sight.away_since_s
    if away_s is None or session.clock is None or t_s - away_s < SHORT_OUTAGE_S:
        return None
    since = f"the candidate's terminal has been away for {length_text(t_s - away_s)}"
    if session.paused:
        return NextStep(f"Wait: {since}; the clock stands still. Reach them another way.")
    return NextStep(f"Pause the clock, and give the time back later: {since}.", "pause")


def _uncredited(session: Session, _t_s: float) -> NextStep | None:
    lost_s = session.sight.outage_s
    if session.clock is None or lost_s < SHORT_OUTAGE_S:
        return None
    return NextStep(f"Give back the {length_text(lost_s)} that a lost connection took.", "credit")


def _question(session: Session, t_s: float) -> NextStep | None:
    if not session.talk.unanswered:
        return None
    oldest = session.talk.unanswered[0]
    open_s = max(0.0, t_s - oldest.t_s)
    waits = f"open for {length_text(open_s)}"
    late = ", which is long" if open_s > ANSWER_WITHIN_S else ""
    return NextStep(f"Answer question {oldest.number} ({waits}{late}).", "answer")


def _abandoned(session: Session, _t_s: float) -> NextStep | None:
    """Nobody can steer although somebody is there."""
    if not session.controls or holder_is_present(session) or "interviewer" not in session.roles_present():
        return None
    return NextStep(f"Take the controls: {shown_line(session.controls)} holds them and has left.", "controls")


def _paused(session: Session, t_s: float) -> NextStep | None:
    pause = session.pause
    if pause is None:
        return None
    for_s = max(0.0, t_s - pause.since_s)
    why = f"{pause.reason}, {length_text(for_s)} so far"
    if pause.by == "candidate":
        return NextStep(f"Wait: the candidate takes a break ({why}).")
    if for_s > LONG_PAUSE_S:
        return NextStep(f"Ask whether it can go on, then resume: the clock has long stood still ({why}).", "resume")
    return NextStep(f"Resume when it can go on: the clock stands still ({why}).", "resume")


def _in_focus(session: Session, t_s: float) -> NextStep | None:
    focus = session.focus.now
    if focus is None:
        return None
    return NextStep(f"Leave them alone: focus time for another {length_text(focus.left_s(t_s))}. Read the guide.")


URGENT: Final[tuple[Callable[[Session, float], NextStep | None], ...]] = (
    _abandoned,
    _lost,
    _uncredited,
    _question,
    _paused,
    _in_focus,
)
"""The most urgent first; each says None while it does not apply."""
