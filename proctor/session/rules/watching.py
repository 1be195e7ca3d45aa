"""Focus time, what the candidate points at, and who steers."""

from typing import Final

from proctor.session import focus
from proctor.session.durations import length_text
from proctor.session.events import Actor
from proctor.session.phases import Phase
from proctor.session.rules.refusal import SLACK_S, clock_of, only, refused
from proctor.session.state import Session

MAX_PATH_CHARACTERS: Final = 400


def may_focus(session: Session, by: Actor, seconds: float) -> None:
    """Nobody watches for a while: the candidate within what was agreed, the interviewer as they see fit."""
    act = "start focus time"
    only(act, session, by, "candidate", "interviewer")
    clock_of(act, session)
    if session.focus.now is not None:
        raise refused(act, session, "it is running already")
    if by == "candidate":
        _agreed_focus(act, session, seconds)
    if not 0 < seconds <= focus.LONGEST_S:
        hint = "say how long: proctor focus 5 (minutes), or 90s"
        raise refused(act, session, f"it lasts more than nothing and at most {length_text(focus.LONGEST_S)}", hint)


def _agreed_focus(act: str, session: Session, seconds: float) -> None:
    left_s = session.focus_left_s(session.t_s)
    if left_s > SLACK_S and seconds <= left_s + SLACK_S:
        return
    hint = "ask the interviewer for it: proctor ask"
    if not session.terms.focus_s:
        raise refused(act, session, "none was agreed", hint)
    if left_s <= SLACK_S:
        raise refused(act, session, f"the agreed {length_text(session.terms.focus_s)} are used up", hint)
    raise refused(act, session, f"of the agreed minutes {length_text(left_s)} are left", hint)


def may_end_focus(session: Session, by: Actor) -> None:
    """The candidate ends it early, or the host when it is over; nobody else cuts it short."""
    running = session.focus.now
    if running is None:
        raise refused("end focus time", session, "there is none")
    left_s = running.left_s(session.t_s)
    if by == "interviewer":
        hint = f"it ends by itself in {length_text(left_s)}"
        raise refused("end focus time", session, "it was promised, so only the candidate ends it early", hint)
    if by == "host" and left_s > SLACK_S:
        raise refused("end focus time", session, "time of it is left")


def may_present(session: Session, by: Actor, file: str) -> None:
    """The candidate points at a file of the workspace while there is something to show."""
    act = "point at a place"
    only(act, session, by, "candidate")
    if session.phase in (Phase.LOBBY, Phase.DONE):
        raise refused(act, session)
    if not 0 < len(file) <= MAX_PATH_CHARACTERS or file.startswith("/") or ".." in file.split("/"):
        raise refused(act, session, "it must be a file of the workspace", "proctor present FILE, or FILE:LINE")


def may_control(session: Session, by: Actor) -> None:
    """Only interviewers hold controls."""
    only("hold the controls", session, by, "interviewer")
