"""How a session went: its phases with their clocks, when they stood still, when nobody watched, what has a name."""

from collections.abc import Sequence
from typing import Final

from proctor.review.film import Film
from proctor.review.marks import Mark
from proctor.review.report.passage import Step, overlap_s, spans
from proctor.review.report.session_parts import Course, Moment, PhaseCourse, Span
from proctor.session import events as ev
from proctor.session.phases import EndCause, Phase
from proctor.session.state import Session

_ENDED_BY: Final[dict[EndCause, str]] = {
    EndCause.SUBMITTED: "handed in",
    EndCause.EXPIRED: "the time was over",
    EndCause.ENDED: "ended by the interviewer",
    EndCause.FINISHED: "finished",
    EndCause.CANCELLED: "cancelled",
}


def course(film: Film, passed: Sequence[Step]) -> Course:
    """The whole course; its phases cover the timeline until the session was over."""
    pauses = spans(passed, lambda session: session.pause is not None, _pause_words)
    return Course(
        phases=tuple(_phases(film, passed, pauses)),
        pauses=pauses,
        focus=spans(passed, lambda session: session.focus.now is not None, _focus_words),
        away=spans(passed, _is_away, lambda _: ""),
        moments=tuple(_moment(mark) for mark in film.marks),
    )


def _pause_words(step: Step) -> str:
    pause = step.after.pause
    if pause is None:
        return ""
    note = f": {pause.note}" if pause.note.strip() else ""
    return f"{pause.reason}, by {_doer(step)}{note}"


def _focus_words(step: Step) -> str:
    return f"started by {_doer(step)}"


def _doer(step: Step) -> str:
    """Who brought it about: a person, the role, or the program."""
    by = step.envelope.by
    if by == "candidate":
        return "the candidate"
    return step.envelope.who or ("the interviewer" if by == "interviewer" else "the program")


def _is_away(session: Session) -> bool:
    """Once the session is over nobody needs a terminal any more."""
    return session.sight.away_since_s is not None and session.phase not in {Phase.LOBBY, Phase.DONE}


def _phases(film: Film, passed: Sequence[Step], pauses: Sequence[Span]) -> list[PhaseCourse]:
    found: list[PhaseCourse] = []
    start_s = 0.0
    for step in passed:
        if step.before.phase is not step.after.phase:
            found.append(_phase(step, start_s, pauses))
            start_s = step.t_s
    if film.ended.phase is not Phase.DONE and passed:
        found.append(_phase(passed[-1], start_s, pauses))
    return found


def _phase(last: Step, start_s: float, pauses: Sequence[Span]) -> PhaseCourse:
    """The phase that `last` ended."""
    clock, end_s = last.before.clock, last.t_s
    return PhaseCourse(
        phase=last.before.phase,
        start_s=start_s,
        end_s=end_s,
        limit_s=None if clock is None else clock.limit_s,
        used_s=None if clock is None else clock.used_at_s(end_s),
        paused_s=overlap_s(pauses, start_s, end_s),
        ended_by=_ended_by(last.event),
    )


def _ended_by(event: ev.Event | None) -> str:
    return _ENDED_BY[event.cause] if isinstance(event, ev.WorkSubmitted | ev.SessionFinished) else ""


def _moment(mark: Mark) -> Moment:
    return Moment(
        t_s=mark.t_s,
        at=mark.at_utc,
        sort=str(mark.sort),
        kind=mark.kind,
        words=mark.words,
        commit=mark.commit,
        private=mark.private,
    )
