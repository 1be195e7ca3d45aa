"""What the passing of time brings about: expiry, the end of agreed breaks, reminders. The host holds the timer."""

from proctor.session import events as ev
from proctor.session.phases import EndCause, Phase
from proctor.session.rules import SLACK_S, reminder_marks_s
from proctor.session.state import Session


def due(session: Session, t_s: float) -> ev.Event | None:
    """The one event that time has brought about by `t_s`, most important first; None when nothing is due."""
    clock = session.clock
    if clock is None:
        return None
    if session.focus.now is not None and session.focus.now.left_s(t_s) <= SLACK_S:
        return ev.FocusEnded()
    if session.pause is not None:
        over = session.pause.by == "candidate" and not session.terms.practice and session.breaks_left_s(t_s) <= SLACK_S
        return ev.ClockResumed(note="the agreed breaks are used up") if over else None
    remaining_s = clock.remaining_at_s(t_s)
    if remaining_s <= SLACK_S:
        return _expiry(session)
    passed = [mark_s for mark_s in reminder_marks_s(clock.limit_s) if remaining_s <= mark_s + SLACK_S]
    if passed and min(passed) < session.reminded_s:
        return ev.ReminderGiven(mark_s=min(passed))
    return None


def next_due_s(session: Session) -> float | None:
    """The point of the timeline at which `due` may next have something; None while only people can change anything."""
    moments_s = [_clock_due_s(session), session.focus.now.until_s if session.focus.now is not None else None]
    return min((moment_s for moment_s in moments_s if moment_s is not None), default=None)


def _clock_due_s(session: Session) -> float | None:
    clock = session.clock
    if clock is None:
        return None
    if session.pause is not None:
        if session.pause.by != "candidate" or session.terms.practice:
            return None
        return session.pause.since_s + session.terms.accommodation.breaks_s - session.breaks_used_s
    expires_s = clock.expires_at_s()
    if expires_s is None:
        return None
    marks_s = [mark_s for mark_s in reminder_marks_s(clock.limit_s) if mark_s < session.reminded_s]
    return min([expires_s, *(expires_s - mark_s for mark_s in marks_s)])


def _expiry(session: Session) -> ev.Event:
    commit = session.newest.commit if session.newest else ""
    if session.phase is Phase.WORK:
        return ev.WorkSubmitted(cause=EndCause.EXPIRED, commit=commit)
    return ev.SessionFinished(cause=EndCause.EXPIRED, commit=commit)
