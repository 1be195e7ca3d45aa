"""What the screens say by themselves: a line across the screen for a lasting state, a notice for what just happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from proctor.session import events as ev
from proctor.session.durations import length_text
from proctor.session.phases import EndCause, Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session

_NOTICE_CHARACTERS: Final = 160

Severity = Literal["information", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person, and how much it matters."""

    text: str
    severity: Severity = "information"


def banner(session: Session | None, lost: str) -> Notice | None:
    """The one lasting state that matters most, as a full-width line; None when all is as usual."""
    if lost:
        return Notice(lost, "error")
    return next(_lasting(session), None) if session is not None else None


def _lasting(session: Session) -> Iterator[Notice]:
    if session.pause is not None:
        who = "you" if session.pause.by == "candidate" else f"the {session.pause.by}"
        note = f": {shown_line(session.pause.note)}" if session.pause.note else ""
        yield Notice(f"PAUSED by {who} ({session.pause.reason}{note}). No time is used; saves are kept.", "warning")
    if session.phase is Phase.FEEDBACK and session.submit_cause is EndCause.EXPIRED and session.feedback is None:
        yield Notice("TIME IS UP. Your work is frozen and handed in. Unfinished work is normal.", "warning")
    if session.phase is Phase.DONE and session.finish_cause is EndCause.EXPIRED:
        yield Notice("TIME IS UP. The session is over; your last save counts.", "warning")
    if session.board.last_fault:
        yield Notice(f"The checks broke, and that is ours: {shown_line(session.board.last_fault)}", "warning")
    if session.polling:
        yield Notice(f"Saves are noticed with a delay: {shown_line(session.polling)}", "warning")


def notice(event: ev.Event | None, by: str) -> Notice | None:
    """What to say about an event that just happened; None for what the screen shows anyway."""
    teller = _TELLERS.get(type(event))
    return teller(event, by) if teller is not None else None


def _extended(event: ev.ClockExtended, _by: str) -> Notice:
    reason = f" ({shown_line(event.reason)})" if event.reason else ""
    return Notice(f"{length_text(event.seconds)} more time{reason}.")


def _resumed(_event: ev.ClockResumed, by: str) -> Notice | None:
    return None if by == "candidate" else Notice("The clock runs again.", "warning")


def _put_back(event: ev.LateEditsKept, _by: object) -> Notice | None:
    if not event.paths:
        return None
    return Notice(f"Your work is as handed in. Later edits lie in {shown_line(event.folder)}/.", "warning")


def _answered(event: ev.QuestionAnswered, _by: str) -> Notice:
    return Notice(_said("The interviewer answered" if event.number else "The interviewer writes", event.text))


def _revealed(event: ev.CheckRevealed, _by: str) -> Notice:
    return Notice(_said("A hidden check was shown to you", event.promise or event.check), "warning")


def _said(lead: str, text: str) -> str:
    """The beginning of what was written; the pane has all of it."""
    line = shown_line(text)
    short = line if len(line) <= _NOTICE_CHARACTERS else f"{line[:_NOTICE_CHARACTERS].rstrip()} ..."
    return f"{lead}: {short}\nTalk has all of it."


def _unwatched(event: ev.FocusBegan, by: str) -> Notice:
    granted = "" if by == "candidate" else f"The {by} gives you focus time. "
    return Notice(f"{granted}Nobody watches for {length_text(event.seconds)}.")


def _snapshot(event: ev.SnapshotTaken, _by: str) -> Notice | None:
    left_out = shown_line(", ".join(event.left_out))
    return Notice(f"Not kept in the record: {left_out}", "warning") if left_out else None


_TELLERS: Final[dict[type[ev.Event] | type[None], Callable[[Any, str], Notice | None]]] = {
    ev.ReminderGiven: lambda event, _: Notice(f"{length_text(event.mark_s)} left. What is saved counts.", "warning"),
    ev.ClockExtended: _extended,
    ev.ClockCredited: lambda event, _: Notice(f"{length_text(event.seconds)} given back ({event.cause})."),
    ev.ClockResumed: _resumed,
    ev.FeedbackDelivered: lambda _event, _by: Notice("Your feedback is here."),
    ev.QuestionAnswered: _answered,
    ev.HintGiven: lambda event, _: Notice(_said("A hint from the interviewer", event.text)),
    ev.CheckRevealed: _revealed,
    ev.FocusBegan: _unwatched,
    ev.FocusEnded: lambda _event, _by: Notice("Focus time is over; whoever watches sees your work again."),
    ev.FileRestored: lambda event, _: Notice(f"{shown_line(event.path)} is back. What you had stays among the saves."),
    ev.LateEditsKept: _put_back,
    ev.SnapshotTaken: _snapshot,
    ev.BeginAllowed: lambda _event, _by: Notice("The interviewer has confirmed. You can start the clock."),
}
