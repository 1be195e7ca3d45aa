"""Phases, the clock, and the hosts of a session in words."""

from typing import Final

from proctor.session import events as ev
from proctor.session.agreement import isolation_line, shell_line
from proctor.session.chronicle.happening import Happening, Table, remark
from proctor.session.durations import length_text
from proctor.session.phases import TITLES, EndCause
from proctor.session.plain_text import shown_line
from proctor.session.sealing import short_seal
from proctor.session.state import Isolation


def _created(event: ev.SessionCreated, _at: Happening) -> str:
    terms = event.terms
    return f"The session was created: {shown_line(terms.title)}, {terms.level}, for {shown_line(terms.candidate)}"


def _host_started(event: ev.HostStarted, _at: Happening) -> str:
    lost = f", after {length_text(event.downtime_s)} without one" if event.downtime_s >= 1 else ""
    return f"A host runs the session{lost}"


def _paused(event: ev.ClockPaused, at: Happening) -> str:
    return f"{at.person} stopped the clock ({event.reason}){remark(event.note)}"


def _credited(event: ev.ClockCredited, at: Happening) -> str:
    lost = "a lost connection" if event.cause == "connection" else "an outage of the host"
    return f"{at.person} gave back {length_text(event.seconds)} for {lost}{remark(event.note)}"


def _submitted(event: ev.WorkSubmitted, at: Happening) -> str:
    if event.cause is EndCause.EXPIRED:
        return "The time is over; the work counts as it stood on disk"
    return f"{at.person} {'ended the work' if event.cause is EndCause.ENDED else 'handed the work in'}"


def _finished(event: ev.SessionFinished, at: Happening) -> str:
    if event.cause is EndCause.EXPIRED:
        return "The time is over, and with it the session"
    done = "cancelled" if event.cause is EndCause.CANCELLED else "ended"
    return f"{at.person} {done} the session; it is over"


TABLE: Final[Table] = {
    ev.SessionCreated: _created,
    ev.HostStarted: _host_started,
    ev.HostStopped: lambda event, _: f"The host left{remark(event.reason)}",
    ev.IsolationShown: lambda event, _: shown_line(isolation_line(Isolation(event.level, event.note))),
    ev.ShellShown: lambda event, _: shown_line(shell_line(Isolation(event.level, event.note))),
    ev.RecordSealed: lambda event, _: f"The record was sealed: {short_seal(event.digest)}",
    ev.WatchLost: lambda event, _: f"Saves are noticed with some seconds of delay{remark(event.why)}",
    ev.BeginAllowed: lambda _, at: f"{at.person} lets the candidate begin",
    ev.PhaseBegan: lambda event, _: f"{TITLES[event.phase]} began: {length_text(event.limit_s)}",
    ev.ClockPaused: _paused,
    ev.ClockResumed: lambda event, at: f"{at.person} let the clock run again{remark(event.note)}",
    ev.ClockExtended: lambda event, at: f"{at.person} gave {length_text(event.seconds)} more{remark(event.reason)}",
    ev.ClockCredited: _credited,
    ev.ReminderGiven: lambda event, _: f"Reminder: {length_text(event.mark_s)} left",
    ev.WorkSubmitted: _submitted,
    ev.SessionFinished: _finished,
}
