"""How the clock of a session reads, with or without a host, in one sentence."""

from datetime import datetime
from typing import Final

from proctor.cli.standing import Standing
from proctor.session.durations import clock_text
from proctor.session.phases import TITLES, EndCause, Phase
from proctor.session.state import Session

_ENDED_BY: Final = {
    EndCause.SUBMITTED: "handed in",
    EndCause.EXPIRED: "the time was over",
    EndCause.ENDED: "ended by the interviewer",
    EndCause.FINISHED: "finished",
    EndCause.CANCELLED: "cancelled in the lobby",
}


def clock_line(standing: Standing) -> str:
    """Phase, clock and remaining time in one sentence."""
    session, left_s, ends_at = standing.session, standing.remaining_s, standing.ends_at
    name = TITLES[session.phase]
    if left_s is None:
        return f"{name}, {_untimed(session)}"
    if session.pause is not None:
        state = f"paused by the {session.pause.by} ({session.pause.reason})"
    elif ends_at is not None:
        state = f"clock running, ends at {local_time(ends_at)}"
    elif session.terms.downtime == "pause":
        state = "clock kept while no host runs"
    else:
        state = "clock counting although no host runs"
    return f"{name}, {clock_text(left_s)} left, {state}"


def _untimed(session: Session) -> str:
    if session.phase is Phase.LOBBY:
        waiting = session.terms.interviewer_opens and not session.opened
        return "no clock runs yet; the interviewer confirms first" if waiting else "no clock runs yet"
    if session.phase is Phase.FEEDBACK:
        how = _ENDED_BY[session.submit_cause] if session.submit_cause else "over"
        awaited = "feedback delivered" if session.feedback else "waiting for feedback"
        since = local_time(session.phase_since_utc)
        return f"the work is frozen since {since} ({how}), {awaited}"
    return _ENDED_BY[session.finish_cause] if session.finish_cause else "over"


def local_time(moment: datetime | str, *, seconds: bool = False) -> str:
    """The time of day where the reader is, of a moment or its RFC 3339 text."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone().strftime("%H:%M:%S" if seconds else "%H:%M")
