"""What a candidate says and shows to whoever watches: questions, words about the work, places, focus time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from proctor.errors import UsageError
from proctor.session.company import interviewers
from proctor.session.durations import length_text, parse_duration_s
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.tui.save_words import saved_paths
from proctor.tui.screens.choose import ChooseScreen

if TYPE_CHECKING:
    from proctor.tui.app import CandidateApp

_EXPLAIN: Final = "What you built, what you decided and why, what is missing, what you would do next."
_ANSWER: Final = "What you take from it, what you would ask, where you would argue for another way, what you changed."
_PLACE: Final = "Whoever watches is led there. It is the file as it was saved last."
_FOCUS: Final = "Nobody watches meanwhile; saves and checks go on, and can be looked at afterwards."


async def respond(app: "CandidateApp", session: Session) -> None:
    """The walk-through, or after feedback an answer to it."""
    title, about = ("Answer the feedback", _ANSWER) if session.feedback else ("Explain your work", _EXPLAIN)
    if await _written(app, "respond", title, about):
        app.say("Sent, and kept in the record.")


async def ask(app: "CandidateApp", session: Session) -> None:
    """A question in writing; nobody needs to be there."""
    here = "The interviewer is here." if interviewers(session) else "No interviewer is here right now; it will wait."
    if await _written(app, "ask", "Ask the interviewer", f"{here} The clock goes on while you write."):
        app.say("Sent. The answer will be under Talk.")


async def present(app: "CandidateApp", _session: Session) -> None:
    """A file of the work, and a line of it."""
    paths = saved_paths(await app.link.act("history", file=""))
    if not paths:
        app.say("Nothing was saved yet, so there is nothing to show.")
        return
    choices = [(shown_line(path), path) for path in paths]
    path: str | None = await app.push_screen_wait(ChooseScreen("Show a place of your work", _PLACE, choices))
    if path is None:
        return
    line = await _line(app, "Which line?", f"A line of {shown_line(path)}; empty for the whole file.", "", _line_number)
    if line is not None:
        await app.link.act("present", place=f"{path}:{line}" if line else path)
        app.say(f"Shown: {shown_line(path)}{f', line {line}' if line else ''}.")


async def focus(app: "CandidateApp", session: Session) -> None:
    """Start the agreed minutes, or end those that run."""
    if session.focus.now is not None:
        await app.link.act("focus", end=True)
        return
    left_s = session.focus_left_s(app.link.now_s())

    def fits(words: str) -> None:
        if parse_duration_s(words) > left_s:
            raise UsageError(f"{length_text(left_s)} are left", hint="say how long: 5 (minutes), 90s")

    given = f"{left_s / 60:.0f}" if left_s % 60 == 0 else f"{int(left_s)}s"
    text = f"{_FOCUS} Left of what was agreed: {length_text(left_s)}. Write it like 5 (minutes) or 90s."
    words = await _line(app, "Focus time: how long?", text, given, fits)
    if words is not None:
        await app.link.act("focus", time=words)


async def _written(app: "CandidateApp", verb: str, title: str, about: str) -> bool:
    """Whether something was sent; what was not is kept as a draft, also when the host refuses it."""
    from proctor.tui.screens.write import WriteScreen  # noqa: PLC0415 the text editor is heavy and seldom used

    screen = WriteScreen(title, about, app.drafts.get(verb, ""))
    sent = await app.push_screen_wait(screen)
    app.drafts[verb] = screen.draft
    if sent is None or not sent[0]:
        return False
    await app.link.act(verb, text=sent[1])
    app.drafts[verb] = ""
    return True


async def _line(app: "CandidateApp", title: str, text: str, given: str, check: Callable[[str], object]) -> str | None:
    from proctor.tui.screens.line import LineScreen  # noqa: PLC0415 seldom used

    return await app.push_screen_wait(LineScreen(title, text, given, check))


def _line_number(words: str) -> None:
    if words and not (words.isdecimal() and int(words)):
        raise UsageError(f"{words!r} is not the number of a line", hint="a number from 1, or nothing")
