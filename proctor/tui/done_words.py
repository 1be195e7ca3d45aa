"""What the last screen says: what happened, what becomes of it, where the record is, how to look at the revision."""

from typing import Final

from textual.content import Content

from proctor.session.agreement import JUDGED
from proctor.session.keeping import keeping_lines
from proctor.session.phases import EndCause
from proctor.session.sealing import seal_line
from proctor.session.state import Session
from proctor.tui.check_words import holding_text
from proctor.tui.clock_words import local_time
from proctor.tui.view import View
from proctor.tui.widgets.view_text import heading, stacked

_CAUSES: Final = {
    EndCause.FINISHED: "finished",
    EndCause.EXPIRED: "time was up",
    EndCause.ENDED: "ended by the interviewer",
    EndCause.CANCELLED: "cancelled before the clock started",
    EndCause.SUBMITTED: "submitted",
}


def done(view: View) -> Content:
    """The end of the session in one page."""
    session = view.session
    if session is None:
        return Content("")
    cause = _CAUSES[session.finish_cause] if session.finish_cause else ""
    ended = f"The session ended at {local_time(session.phase_since_utc)} ({cause})."
    lines: list[Content | str] = [heading("Done. Thank you."), ended, *_happened(session), "", JUDGED]
    lines += ["", heading("What becomes of it"), *(f"- {line}" for line in keeping_lines(session, view.name))]
    lines += ["", heading("Where it is"), *filter(None, [seal_line(session.seal)])]
    lines += [f"The record is the session {view.name}:"]
    lines += [f"  proctor diff {view.name}       what the revision changed"]
    lines += [f"  proctor history {view.name}    every save"]
    lines += [f"  {'proctor sessions'.ljust(len(view.name) + 16)}    all sessions, and the folder of each"]
    return stacked([*lines, "", "Press q to leave; w to add a written word."])


def _happened(session: Session) -> list[str]:
    if session.finish_cause is EndCause.CANCELLED:
        return []
    saves = "1 save was kept" if session.snapshots == 1 else f"{session.snapshots} saves were kept"
    happened = [f"{saves}. Checks: {holding_text(session.board)}."]
    if session.feedback is None:
        practice = " Press f for the program's own." if session.terms.practice else ""
        happened.append(f"No feedback was given; it still can be.{practice}")
    elif "submitted" in session.tags and session.tags.get("submitted") == session.tags.get("final"):
        happened.append("The work did not change after the feedback.")
    return happened
