"""Who else is there, by name, and whether anybody watches right now."""

from proctor.session.plain_text import shown_line
from proctor.session.state import Session

NAMELESS = "somebody without a name"


def interviewers(session: Session) -> tuple[str, ...]:
    """The names of the interviewers who have a screen open, each once."""
    there = (client for client in session.present.values() if client.role == "interviewer" and client.screen)
    return tuple(sorted({shown_line(client.name) or NAMELESS for client in there}))


def watching_text(session: Session) -> str:
    """`2 watching`; `not watched` during focus time; empty while no interviewer is there."""
    if session.focus.now is not None:
        return "not watched"
    there = interviewers(session)
    return f"{len(there)} watching" if there else ""


def company_line(session: Session) -> str:
    """Who watches, by name, and who of them steers, in a sentence."""
    there = interviewers(session)
    steers = f" {shown_line(session.controls)} holds the controls." if session.controls else ""
    if not there:
        return f"Nobody watches right now.{steers}"
    names = ", ".join(there)
    if session.focus.now is not None:
        return f"Focus time: nothing of your work is shown to {names}.{steers}"
    return f"Watching now: {names}.{steers}"
