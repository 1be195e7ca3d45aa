"""What may happen when, and who may do it: each function lets an act pass or says why not (`IllegalMove`)."""

import math
from typing import Final

from proctor.errors import IllegalMove
from proctor.session import focus
from proctor.session.clock import PhaseClock
from proctor.session.durations import length_text
from proctor.session.events import Actor
from proctor.session.phases import MOVES, TITLES, EndCause, PauseReason, Phase
from proctor.session.state import Session

SLACK_S: Final = 0.05
"""Timers fire a moment early or late, and sums of seconds round; less than this counts as zero."""

_REMINDERS: Final = ((1800.0, 1 / 2), (900.0, 1 / 4), (300.0, 1 / 12))
"""30, 15 and 5 minutes, or this share of a shorter phase."""

EDITOR_WARNINGS_S: Final = (120.0, 30.0)
"""When the editor's own window warns to save."""

MAX_MESSAGE_CHARACTERS: Final = 20_000

MAX_PATH_CHARACTERS: Final = 400

MAX_EXTENSION_S: Final = 8 * 3600.0


def reminder_marks_s(limit_s: float) -> tuple[float, ...]:
    """The reminders of a phase, in seconds before its end, largest first.

    30, 15 and 5 min from an hour on; in shorter phases the same shares of it, rounded to half minutes; then the two
    editor warnings. Marks that do not fit into the phase are left out.
    """
    scaled = [min(mark_s, round(limit_s * share / 30.0) * 30.0) for mark_s, share in _REMINDERS]
    marks = {mark_s for mark_s in (*scaled, *EDITOR_WARNINGS_S) if 0 < mark_s < limit_s}
    return tuple(sorted(marks, reverse=True))


def reminded_after(session: Session, clock: PhaseClock) -> float:
    """Which reminder counts as given when `clock` takes the place of the session's: marks still ahead ring again."""
    remaining_s = clock.remaining_at_s(session.t_s)
    passed = [mark_s for mark_s in reminder_marks_s(clock.limit_s) if mark_s + SLACK_S >= remaining_s]
    return min(passed, default=float("inf"))


def _refuse(act: str, session: Session, why: str = "", hint: str = "") -> IllegalMove:
    reason = why or f"the session is in {TITLES[session.phase].upper()}"
    return IllegalMove(f"cannot {act}: {reason}", hint=hint)


def _only(act: str, session: Session, by: Actor, *actors: Actor) -> None:
    if by not in actors:
        raise _refuse(act, session, f"this is for the {' or the '.join(actors)}")


def _clock(act: str, session: Session) -> PhaseClock:
    if session.clock is None:
        raise _refuse(act, session, hint="only WORK and REVISION have a clock")
    return session.clock


def may_open(session: Session, by: Actor) -> None:
    """The interviewer lets the candidate begin."""
    _only("allow the start", session, by, "interviewer", "host")
    if session.phase is not Phase.LOBBY:
        raise _refuse("allow the start", session)


def may_enter(session: Session, phase: Phase, by: Actor) -> None:
    """The candidate starts the clock of WORK or REVISION."""
    act = "begin" if phase is Phase.WORK else "start the revision"
    _only(act, session, by, "candidate")
    if phase not in MOVES[session.phase] or phase not in (Phase.WORK, Phase.REVISION):
        raise _refuse(act, session)
    if phase is Phase.WORK and session.terms.interviewer_opens and not session.opened:
        hint = "the interviewer runs: proctor begin --as interviewer"
        raise _refuse(act, session, "the interviewer has not confirmed yet", hint)
    if phase is Phase.REVISION and session.feedback is None:
        raise _refuse(act, session, "no feedback was delivered yet")


def may_pause(session: Session, by: Actor, reason: PauseReason) -> PhaseClock:
    """The clock is stopped: by the interviewer or host, by the candidate in practice or within the agreed breaks."""
    clock = _clock("pause", session)
    if session.pause is not None:
        raise _refuse("pause", session, "the clock already stands still")
    if clock.remaining_at_s(session.t_s) <= 0:
        raise _refuse("pause", session, "the time is over")
    if by == "candidate" and not session.terms.practice:
        agreed_s = session.terms.accommodation.breaks_s
        if not agreed_s:
            raise _refuse("pause", session, "no breaks were agreed", "ask the interviewer for a pause")
        if reason not in (PauseReason.BREAK, PauseReason.ACCOMMODATION):
            raise _refuse("pause", session, "a candidate's own pause is an agreed break", "use --reason break")
        if session.breaks_left_s(session.t_s) <= SLACK_S:
            raise _refuse("pause", session, f"the agreed {length_text(agreed_s)} of breaks are used up")
    return clock


def may_resume(session: Session, by: Actor) -> PhaseClock:
    """The clock runs again; a candidate ends only a pause of their own."""
    clock = _clock("resume", session)
    if session.pause is None:
        raise _refuse("resume", session, "the clock is running")
    if by == "candidate" and session.pause.by != "candidate":
        raise _refuse("resume", session, f"the {session.pause.by} paused the clock and resumes it")
    return clock


def may_extend(session: Session, by: Actor, seconds: float) -> PhaseClock:
    """The interviewer gives more time (in practice the candidate may too)."""
    if not (by == "candidate" and session.terms.practice):
        _only("extend", session, by, "interviewer")
    clock = _clock("extend", session)
    if not 0 < seconds <= MAX_EXTENSION_S:
        raise _refuse("extend", session, f"the time must be between 1 s and {length_text(MAX_EXTENSION_S)}")
    return clock


def may_credit(session: Session, by: Actor, seconds: float) -> PhaseClock:
    """Lost time is given back by the host (downtime) or the interviewer (a lost connection)."""
    _only("credit lost time", session, by, "host", "interviewer")
    clock = _clock("credit lost time", session)
    if not 0 < seconds < math.inf:
        raise _refuse("credit lost time", session, "the time must be positive and finite")
    return clock


def may_submit(session: Session, by: Actor, cause: EndCause) -> None:
    """WORK ends: the candidate submits, the interviewer ends it, or the time is over."""
    actor: dict[EndCause, Actor] = {
        EndCause.SUBMITTED: "candidate",
        EndCause.ENDED: "interviewer",
        EndCause.EXPIRED: "host",
    }
    if cause not in actor:
        raise _refuse("submit", session, f"{cause} does not end the work")
    _only("submit" if cause is EndCause.SUBMITTED else "end the work", session, by, actor[cause])
    if session.phase is not Phase.WORK or session.clock is None:
        raise _refuse("submit", session)
    if cause is EndCause.EXPIRED and session.clock.remaining_at_s(session.t_s) > SLACK_S:
        raise _refuse("expire", session, "time is left")


def may_explain(session: Session, by: Actor) -> None:
    """The candidate writes the walk-through while the work is frozen and feedback is awaited."""
    _only("write the walk-through", session, by, "candidate")
    if session.phase is not Phase.FEEDBACK or session.feedback is not None:
        raise _refuse("write the walk-through", session)


def may_give_feedback(session: Session, by: Actor, source: str) -> None:
    """Feedback is given once, after the work: by the interviewer, or from the guide in practice.

    A session that ended without any can still get it, so that nobody leaves with nothing.
    """
    if session.submit_cause is None or session.phase not in (Phase.FEEDBACK, Phase.DONE):
        hint = "feedback follows the submission" if session.phase in (Phase.LOBBY, Phase.WORK) else ""
        raise _refuse("give feedback", session, hint=hint)
    if session.feedback is not None:
        raise _refuse("give feedback", session, "it was already delivered")
    if source == "guide":
        if not session.terms.practice:
            raise _refuse("ask for the program's feedback", session, "this is no practice exercise")
    else:
        _only("give feedback", session, by, "interviewer")


def may_answer(session: Session, by: Actor) -> None:
    """The candidate answers the feedback in writing."""
    _only("answer the feedback", session, by, "candidate")
    if session.feedback is None:
        raise _refuse("answer the feedback", session, "none was delivered yet")


def may_finish(session: Session, by: Actor, cause: EndCause) -> None:
    """The session ends: after the revision, instead of it, by its clock, or cancelled in the lobby."""
    if cause is EndCause.CANCELLED:
        _only("cancel", session, by, "interviewer", "candidate")
        if session.phase is not Phase.LOBBY:
            raise _refuse("cancel", session)
        return
    if Phase.DONE not in MOVES[session.phase] or session.phase is Phase.LOBBY:
        raise _refuse("finish", session)
    if cause is EndCause.EXPIRED:
        _only("expire", session, by, "host")
        if session.clock is None or session.clock.remaining_at_s(session.t_s) > SLACK_S:
            raise _refuse("expire", session, "time is left")
    elif cause is EndCause.ENDED:
        _only("end the session", session, by, "interviewer")
    elif cause is EndCause.FINISHED:
        _only("finish", session, by, "candidate", "interviewer")
        if by == "candidate" and session.feedback is None:
            raise _refuse("finish", session, "feedback is still to come")
    else:
        raise _refuse("finish", session, f"{cause} does not end a session")


def may_focus(session: Session, by: Actor, seconds: float) -> None:
    """Nobody watches for a while: the candidate within what was agreed, the interviewer as they see fit."""
    act = "start focus time"
    _only(act, session, by, "candidate", "interviewer")
    _clock(act, session)
    if session.focus.now is not None:
        raise _refuse(act, session, "it is running already")
    if by == "candidate":
        _agreed_focus(act, session, seconds)
    if not 0 < seconds <= focus.LONGEST_S:
        hint = "say how long: proctor focus 5 (minutes), or 90s"
        raise _refuse(act, session, f"it lasts more than nothing and at most {length_text(focus.LONGEST_S)}", hint)


def _agreed_focus(act: str, session: Session, seconds: float) -> None:
    left_s = session.focus_left_s(session.t_s)
    if left_s > SLACK_S and seconds <= left_s + SLACK_S:
        return
    hint = "ask the interviewer for it: proctor ask"
    if not session.terms.focus_s:
        raise _refuse(act, session, "none was agreed", hint)
    if left_s <= SLACK_S:
        raise _refuse(act, session, f"the agreed {length_text(session.terms.focus_s)} are used up", hint)
    raise _refuse(act, session, f"of the agreed minutes {length_text(left_s)} are left", hint)


def may_end_focus(session: Session, by: Actor) -> None:
    """The candidate ends it early, or the host when it is over; nobody else cuts it short."""
    running = session.focus.now
    if running is None:
        raise _refuse("end focus time", session, "there is none")
    left_s = running.left_s(session.t_s)
    if by == "interviewer":
        hint = f"it ends by itself in {length_text(left_s)}"
        raise _refuse("end focus time", session, "it was promised, so only the candidate ends it early", hint)
    if by == "host" and left_s > SLACK_S:
        raise _refuse("end focus time", session, "time of it is left")


def may_talk(session: Session, by: Actor, text: str, *actors: Actor) -> None:
    """Messages are possible until the session is over."""
    _only("write this", session, by, *actors)
    if session.phase is Phase.DONE:
        raise _refuse("write a message", session)
    if not text.strip() or len(text) > MAX_MESSAGE_CHARACTERS:
        why = f"a message has between 1 and {MAX_MESSAGE_CHARACTERS} characters"
        raise _refuse("write a message", session, why)


def may_present(session: Session, by: Actor, file: str) -> None:
    """The candidate points at a file of the workspace while there is something to show."""
    act = "point at a place"
    _only(act, session, by, "candidate")
    if session.phase in (Phase.LOBBY, Phase.DONE):
        raise _refuse(act, session)
    if not 0 < len(file) <= MAX_PATH_CHARACTERS or file.startswith("/") or ".." in file.split("/"):
        raise _refuse(act, session, "it must be a file of the workspace", "proctor present FILE, or FILE:LINE")


def may_reveal(session: Session, by: Actor) -> None:
    """An interviewer shows a hidden check; before the work has begun it would give the task away."""
    _only("reveal a check", session, by, "interviewer")
    if session.phase in (Phase.LOBBY, Phase.DONE):
        raise _refuse("reveal a check", session)


def may_control(session: Session, by: Actor) -> None:
    """Only interviewers hold controls."""
    _only("hold the controls", session, by, "interviewer")
