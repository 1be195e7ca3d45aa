"""What was said in writing, as the pane shows it: newest first, what waits marked, shown checks with what they said."""

from textual.content import Content

from proctor.session.plain_text import shown, shown_line
from proctor.session.state import Session
from proctor.session.talk import Message, Talk
from proctor.session.verdicts import Verdict
from proctor.tui.clock_words import local_time
from proctor.tui.shapes import VERDICT_MARKS
from proctor.tui.view import View
from proctor.tui.widgets.view_text import heading, stacked

_NOTHING = "Nothing was written yet. Press a to ask the interviewer something; answers and hints come here."


def talk_text(view: View) -> Content:
    """Everything said, newest first, then the checks that were shown."""
    session = view.session
    if session is None:
        return Content("")
    talk = session.talk
    lines: list[Content | str] = [] if talk.messages or talk.revealed else [_NOTHING]
    for said in reversed(talk.messages):
        lines += [_head(said, waits=said in talk.unanswered), shown(said.text), ""]
    if talk.revealed:
        lines.append(heading("Hidden checks that were shown to you"))
    for revealed in reversed(talk.revealed):
        lines += [_verdict(revealed.verdict, revealed.check, ascii_only=view.ascii_only), shown(revealed.promise)]
        lines += [*([shown(revealed.message)] if revealed.message else []), ""]
    return stacked(lines)


def talk_facts(view: View) -> tuple[object, ...]:
    """All that `talk_text` reads."""
    return (view.session and view.session.talk,)


def talk_if_any(view: View) -> Content:
    """The same where nothing at all is better than saying that there is nothing: lobby and end."""
    session = view.session
    if session is None or not (session.talk.messages or session.talk.revealed):
        return Content("")
    return Content("\n").join([heading("Written so far"), talk_text(view)])


def unread(session: Session | None, read: Talk) -> int:
    """How much came from interviewers since the talk was as in `read`."""
    if session is None:
        return 0
    messages = session.talk.messages[len(read.messages) :]
    return sum(said.sort != "question" for said in messages) + len(set(session.talk.revealed) - set(read.revealed))


def _head(said: Message, *, waits: bool) -> Content:
    when = (f"{local_time(said.at_utc)}  ", "$text-muted")
    who = f" ({shown_line(said.who)})" if said.who else ""
    if said.sort == "question":
        mark = ("  waits for an answer", "$text-warning") if waits else ("  answered", "$text-success")
        return Content.assemble(when, (f"Your question {said.number}", "bold"), mark)
    if said.sort == "hint":
        return Content.assemble(when, (f"Hint from the interviewer{who}", "bold $text-accent"))
    to = f"Answer to your question {said.number}" if said.number else "Message"
    return Content.assemble(when, (f"{to} from the interviewer{who}", "bold $text-accent"))


def _verdict(verdict: Verdict | None, check: str, *, ascii_only: bool) -> Content:
    if verdict is None:
        return Content.assemble(("NOT RUN", "bold"), f"  {shown_line(check)}")
    mark = VERDICT_MARKS[verdict]
    return Content.assemble((mark.text(ascii_only=ascii_only), f"bold {mark.style}"), f"  {shown_line(check)}")
