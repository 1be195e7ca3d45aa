"""What the feedback phase says: the work is frozen, what is awaited, and what may be done meanwhile."""

from typing import Final

from textual.content import Content

from proctor.session.agreement import JUDGED
from proctor.session.durations import length_text
from proctor.session.phases import EndCause, Phase
from proctor.session.plain_text import shown
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.view import View
from proctor.tui.widgets.view_text import heading, stacked

_ENDED_BY: Final = {
    EndCause.SUBMITTED: "submitted by you",
    EndCause.EXPIRED: "time is up",
    EndCause.ENDED: "ended by the interviewer",
}


def frozen_text(view: View) -> Content:
    """That and why the work is frozen, and what to do until feedback comes."""
    session = view.session
    if session is None or session.phase is not Phase.FEEDBACK:
        return Content("")
    cause = _ENDED_BY.get(session.submit_cause, "") if session.submit_cause else ""
    at = local_time(session.phase_since_utc)
    frozen = f"Your work is frozen as it stood at {at} ({cause}). No time is running."
    lines: list[Content | str] = [heading("Work handed in"), frozen, JUDGED]
    if session.late_saves:
        saves = "1 later save is" if session.late_saves == 1 else f"{session.late_saves} later saves are"
        lines.append(f"{saves} kept, marked LATE, and not counted.")
    if session.feedback is None:
        lines += ["", heading("Walk-through"), *_walkthrough_lines(session)]
    return stacked(lines)


def _walkthrough_lines(session: Session) -> list[Content | str]:
    lines: list[Content | str] = [
        "Explain your work: what you built, what you decided and why, what is missing, what you would do next.",
        "Say it aloud to the interviewer, or press w and write it. Both count the same.",
        "Show a place of it with g: whoever watches is led to that file and line.",
        "The checks can still be run (c) to show something; they change nothing.",
    ]
    if session.walkthrough:
        lines += ["", heading("What you wrote"), shown(session.walkthrough)]
    return lines


def waiting_text(session: Session | None, t_s: float) -> str:
    """What is awaited and since when; empty when nothing is."""
    if session is None or session.phase is not Phase.FEEDBACK or session.feedback is not None:
        return ""
    minutes = int(max(0.0, t_s - session.phase_since_s) // 60)
    since = local_time(session.phase_since_utc)
    waited = f"{minutes} min" if minutes else "less than a minute"
    if session.terms.practice:
        return f"Waiting since {since} ({waited}) for feedback: press f for the program's own, or let somebody give it."
    here = "interviewer" in session.roles_present()
    where = "is here" if here else "has no screen open right now"
    return f"Waiting since {since} ({waited}) for the interviewer's feedback. The interviewer {where}."


def feedback_text(view: View) -> Content:
    """The strength and the area for improvement, in full; empty until they are there."""
    session = view.session
    if session is None or session.feedback is None:
        return Content("")
    source = "from the exercise's guide" if session.feedback.source == "guide" else "from the interviewer"
    lines: list[Content | str] = [
        heading(f"Feedback {source}"),
        Content.styled("Strength", "bold"),
        shown(session.feedback.strength),
        "",
        Content.styled("To improve", "bold"),
        shown(session.feedback.improvement),
    ]
    if session.answer:
        lines += ["", Content.styled("Your answer", "bold"), shown(session.answer)]
    if session.phase is Phase.FEEDBACK:
        lines += ["", heading("What now"), *_next_lines(session)]
    return stacked(lines)


def _next_lines(session: Session) -> list[Content | str]:
    limit = length_text(session.terms.revision_limit_s)
    return [
        f"r  start the revision: {limit}, and its clock starts when you confirm. Read first; reading takes no time.",
        "w  answer the feedback in writing, now or later",
        "d  finish without a revision",
    ]
