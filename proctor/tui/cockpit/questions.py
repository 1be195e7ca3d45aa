"""What is asked before an act: titles, sentences, answers to choose from. Pure."""

from typing import Final

from proctor.session.controls import others
from proctor.session.durations import length_text
from proctor.session.events import CheckEnded, IssueState, Reception
from proctor.session.material import KnownIssue
from proctor.session.phases import PauseReason, Phase
from proctor.session.plain_text import shown, shown_line
from proctor.session.state import Session
from proctor.session.verbs import BY_NAME
from proctor.tui.cockpit.hidden_words import newest_said
from proctor.tui.cockpit.view import WatchView

OTHER: Final = "other"
"""The answer that asks for a length of time in words."""

Answers = list[tuple[str, str]]

REASONS: Final[Answers] = [
    ("A break", PauseReason.BREAK),
    ("An agreed accommodation", PauseReason.ACCOMMODATION),
    ("A technical problem", PauseReason.TECHNICAL),
    ("Something else", PauseReason.OTHER),
]

ISSUE_ANSWERS: Final[list[tuple[str, IssueState]]] = [
    ("Found: the candidate came upon it without help", "found"),
    ("Hinted: they were led to it", "hinted"),
    ("Missed: time is over, or it will not come", "missed"),
    ("Open: not yet", "open"),
]

RECEPTION_ANSWERS: Final[list[tuple[str, Reception]]] = [
    ("Understood: they put it into their own words, or nod and mean it", "understood"),
    ("Questioned: they ask, doubt, or argue for another way", "questioned"),
    ("Acted on: the work changes because of it", "acted-on"),
    ("Ignored: time passes and nothing follows", "ignored"),
]

EXTENSIONS: Final[Answers] = [
    ("2 minutes", "2m"),
    ("5 minutes", "5m"),
    ("10 minutes", "10m"),
    ("15 minutes", "15m"),
    ("Another length ...", OTHER),
]

FOCUS_LENGTHS: Final[Answers] = [
    ("3 minutes", "3m"),
    ("5 minutes", "5m"),
    ("10 minutes", "10m"),
    ("Another length ...", OTHER),
]

FOCUS_TEXT: Final = "The mirror goes dark for everybody who watches. Saves and checks go on, and are shown afterwards."


def credit_answers(session: Session) -> Answers:
    """The measured outage first, where one is known."""
    lost_s = session.sight.outage_s
    measured = [(f"Give back {length_text(lost_s)}, as measured", "")] if lost_s else []
    return [*measured, ("Another length ...", OTHER)]


def credit_text(session: Session) -> str:
    """What is known about the loss."""
    if session.sight.away_since_s is not None:
        return "The candidate's terminal is still away; its length is known once it is back."
    if session.sight.outage_s:
        return f"The candidate's terminal was away for {length_text(session.sight.outage_s)} while the clock ran."
    return "No loss of the candidate's connection is known. Whatever you give back is journaled with its length."


def end_question(session: Session) -> tuple[str, str, str]:
    """Title, text and the word of consent before a phase is ended."""
    if session.phase is Phase.LOBBY:
        return "Cancel the session?", "Nothing was begun. The session is over then.", "Yes, cancel it"
    if session.phase is Phase.WORK:
        text = "The work is handed in for the candidate as it stands on disk; the walk-through and feedback follow."
        return "End the main phase?", text, "Yes, end it"
    without = "" if session.feedback is not None else " No feedback was delivered yet."
    return "End the session?", f"The session is over then, with the work as it stands.{without}", "Yes, end the session"


def issue_answers(watch: WatchView) -> Answers:
    """The known issues, with how far each is."""
    return [(f"{issue_state(watch, issue):<7} {shown_line(issue.title)}", issue.id) for issue in watch.material.issues]


def issue_state(watch: WatchView, issue: KnownIssue) -> str:
    """The last mark of an issue."""
    marked = watch.observations.issues.get(issue.id)
    return str(getattr(marked.event, "state", "open")) if marked is not None else "open"


def reveal_answers(watch: WatchView) -> Answers:
    """The hidden checks, with what each says of the newest work it ran on."""
    return [
        (f"{_verdict(watch, check.id):<9} {shown_line(check.promise)}", check.id) for check in watch.material.checks
    ]


def reveal_text(watch: WatchView, check: str) -> str:
    """What the candidate is about to see."""
    promise = next((known.promise for known in watch.material.checks if known.id == check), "")
    said = newest_said(watch, check)
    lines = [BY_NAME["reveal"].confirm, "", shown(promise)]
    if said is not None:
        lines += [f"{said.verdict}", *([shown(said.message)] if said.message else [])]
    return "\n".join(lines)


def _verdict(watch: WatchView, check: str) -> str:
    said: CheckEnded | None = newest_said(watch, check)
    return str(said.verdict) if said is not None else "NOT RUN"


def controls_answers(watch: WatchView) -> list[tuple[str, tuple[str, str]]]:
    """What can be done with the controls now: (what, to whom)."""
    session = watch.session
    if session is None:
        return []
    if session.controls != watch.who:
        return [("Take the controls", ("take", ""))]
    give = [(f"Hand them over to {shown_line(name)}", ("give", name)) for name in others(session, watch.who)]
    return [*give, ("Release them: the next who acts has them", ("release", ""))]


def controls_text(session: Session, who: str) -> str:
    """Who has them."""
    if not session.controls:
        return "Nobody holds the controls; whoever steers next takes them."
    holder = "You hold" if session.controls == who else f"{shown_line(session.controls)} holds"
    return f"{holder} the controls. One interviewer steers, the others observe; notes are everybody's."
