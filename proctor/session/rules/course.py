"""From phase to phase."""

from proctor.session.events import Actor
from proctor.session.phases import MOVES, EndCause, Phase
from proctor.session.rules.refusal import SLACK_S, only, refused
from proctor.session.state import Session


def may_open(session: Session, by: Actor) -> None:
    """The interviewer lets the candidate begin."""
    only("allow the start", session, by, "interviewer", "host")
    if session.phase is not Phase.LOBBY:
        raise refused("allow the start", session)


def may_enter(session: Session, phase: Phase, by: Actor) -> None:
    """The candidate starts the clock of WORK or REVISION."""
    act = "begin" if phase is Phase.WORK else "start the revision"
    only(act, session, by, "candidate")
    if phase not in MOVES[session.phase] or phase not in (Phase.WORK, Phase.REVISION):
        raise refused(act, session)
    if phase is Phase.WORK and session.terms.interviewer_opens and not session.opened:
        hint = "the interviewer runs: proctor begin --as interviewer"
        raise refused(act, session, "the interviewer has not confirmed yet", hint)
    if phase is Phase.REVISION and session.feedback is None:
        raise refused(act, session, "no feedback was delivered yet")


def may_submit(session: Session, by: Actor, cause: EndCause) -> None:
    """WORK ends: the candidate submits, the interviewer ends it, or the time is over."""
    actor: dict[EndCause, Actor] = {
        EndCause.SUBMITTED: "candidate",
        EndCause.ENDED: "interviewer",
        EndCause.EXPIRED: "host",
    }
    if cause not in actor:
        raise refused("submit", session, f"{cause} does not end the work")
    only("submit" if cause is EndCause.SUBMITTED else "end the work", session, by, actor[cause])
    if session.phase is not Phase.WORK or session.clock is None:
        raise refused("submit", session)
    if cause is EndCause.EXPIRED and session.clock.remaining_at_s(session.t_s) > SLACK_S:
        raise refused("expire", session, "time is left")


def may_finish(session: Session, by: Actor, cause: EndCause) -> None:
    """The session ends: after the revision, instead of it, by its clock, or cancelled in the lobby."""
    if cause is EndCause.CANCELLED:
        only("cancel", session, by, "interviewer", "candidate")
        if session.phase is not Phase.LOBBY:
            raise refused("cancel", session)
        return
    if Phase.DONE not in MOVES[session.phase] or session.phase is Phase.LOBBY:
        raise refused("finish", session)
    if cause is EndCause.EXPIRED:
        only("expire", session, by, "host")
        if session.clock is None or session.clock.remaining_at_s(session.t_s) > SLACK_S:
            raise refused("expire", session, "time is left")
    elif cause is EndCause.ENDED:
        only("end the session", session, by, "interviewer")
    elif cause is EndCause.FINISHED:
        only("finish", session, by, "candidate", "interviewer")
        if by == "candidate" and session.feedback is None:
            raise refused("finish", session, "feedback is still to come")
    else:
        raise refused("finish", session, f"{cause} does not end a session")
