"""What an interviewer should do next, at any moment: the most urgent thing first, always exactly one."""

from collections.abc import Callable
from typing import Final

from proctor.session.durations import length_text
from proctor.session.observations import Observations
from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.session.urgent import URGENT, NextStep

SOON_OVER_S: Final = 300.0
EXPLAINING_S: Final = 300.0
SILENT_S: Final = 900.0
"""Without a note for so long, the scores will rest on memory."""


def next_act(session: Session, observations: Observations, t_s: float) -> str:
    """The next due act of the interviewer at `t_s`, in one sentence; never empty."""
    return next_step(session, observations, t_s).text


def next_step(session: Session, observations: Observations, t_s: float) -> NextStep:
    """The same with the verb that does it."""
    if session.phase is not Phase.DONE:
        for urgent in URGENT:
            step = urgent(session, t_s)
            if step is not None:
                return step
    return _BY_PHASE[session.phase](session, observations, t_s)


def _in_lobby(session: Session, _observations: Observations, _t_s: float) -> NextStep:
    opens = session.terms.interviewer_opens and not session.opened
    if "candidate" not in session.roles_present():
        then = ", then let them begin" if opens else ""
        return NextStep(f"Wait for the candidate, who has no screen open yet{then}.", "begin" if opens else "")
    if opens:
        return NextStep("Introduce yourself and the session, then let the candidate begin.", "begin")
    return NextStep("Introduce yourself and the session; the candidate starts the clock when ready.")


def _in_work(session: Session, observations: Observations, t_s: float) -> NextStep:
    left_s = session.remaining_s(t_s) or 0.0
    if left_s <= SOON_OVER_S:
        if not _drafted(observations):
            return NextStep(f"Draft the feedback: the work ends in {length_text(left_s)}.", "draft")
        return NextStep(f"Let them finish: the work ends in {length_text(left_s)}; then they explain it.")
    return _watching(session, observations, t_s)


def _watching(session: Session, observations: Observations, t_s: float) -> NextStep:
    began_s = session.phase_since_s
    newest_s = max((noted.event.at.t_s for noted in observations.notes), default=began_s)
    silent_s = t_s - max(began_s, newest_s)
    if silent_s > SILENT_S:
        return NextStep(f"Write down what you see: no note for {length_text(silent_s)}.", "note")
    return NextStep("Watch and take notes: what they try, what they check, what they leave.", "note")


def _in_feedback(session: Session, observations: Observations, t_s: float) -> NextStep:
    if session.feedback is not None:
        if not observations.receptions:
            return NextStep("Talk the feedback over and listen; note how it is taken.", "observe")
        return NextStep("The candidate reads the feedback and starts the revision when ready.")
    explaining_s = t_s - session.phase_since_s
    if not session.walkthrough and explaining_s < EXPLAINING_S:
        return NextStep("Walk-through: let the candidate explain the work; ask, listen, draft the feedback.", "draft")
    missing = [
        name
        for name, text in (
            ("the strength", observations.draft.strength),
            ("the area for improvement", observations.draft.improvement),
        )
        if not text.strip()
    ]
    if missing:
        return NextStep(f"Write the feedback; what is missing: {' and '.join(missing)}.", "draft")
    return NextStep("Deliver the feedback, and say it in person too.", "feedback")


def _in_revision(session: Session, observations: Observations, t_s: float) -> NextStep:
    observed = any(noted.event.at.t_s >= session.feedback_s for noted in observations.receptions)
    left_s = session.remaining_s(t_s) or 0.0
    if left_s <= SOON_OVER_S:
        how = "" if observed else ", and note how the feedback was taken"
        return NextStep(
            f"Let them finish: the revision ends in {length_text(left_s)}{how}.", "" if observed else "observe"
        )
    if not observed:
        return NextStep("See what they make of the feedback, and note how it is taken.", "observe")
    return NextStep("Follow what changes because of the feedback, and take notes.", "note")


def _when_done(session: Session, observations: Observations, _t_s: float) -> NextStep:
    if session.submit_cause is None:
        return NextStep("Nothing: the session was cancelled before it began.")
    if session.feedback is None:
        return NextStep("Give feedback after all: the session ended without any.", "feedback")
    if not observations.receptions:
        return NextStep("Thank them; then note how the feedback was taken, before you forget.", "observe")
    return NextStep("Thank them, and say what comes next. Score by the rubric, from your notes.")


def _drafted(observations: Observations) -> bool:
    return bool(observations.draft.strength.strip() and observations.draft.improvement.strip())


_BY_PHASE: Final[dict[Phase, Callable[[Session, Observations, float], NextStep]]] = {
    Phase.LOBBY: _in_lobby,
    Phase.WORK: _in_work,
    Phase.FEEDBACK: _in_feedback,
    Phase.REVISION: _in_revision,
    Phase.DONE: _when_done,
}
