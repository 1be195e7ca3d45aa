"""What only interviewers may see, in words. Seeds say nothing and drafts speak too often: they have no line."""

from typing import Final

from proctor.session import events as ev
from proctor.session.chronicle.happening import Happening, Table, remark
from proctor.session.chronicle.work import run_line, verdict_line
from proctor.session.plain_text import shown_line


def _verdict(event: ev.CheckEnded, at: Happening) -> str:
    line = verdict_line(event, at.hidden.get(event.check))
    return f"hidden check {line}" if line else ""


def _run(event: ev.RunEnded, at: Happening) -> str:
    return f"hidden checks: {run_line(event, at)}" if event.fault else ""


def _flag(event: ev.WorkFlagged, _at: Happening) -> str:
    where = f"{event.file}:{event.line}" if event.line else event.file
    return shown_line(f"worth a look ({event.sort}) at {where}: {event.what}, {event.why}")


def _place(at: ev.Anchor) -> str:
    return f" at {shown_line(at.where)}" if at.where else ""


def _note(event: ev.NoteAdded, at: Happening) -> str:
    tag = f" ({shown_line(event.tag)})" if event.tag else ""
    return f"{at.person} notes{tag}{_place(event.at)}{remark(event.text)}"


TABLE: Final[Table] = {
    ev.RunStarted: lambda _, _at: "",
    ev.SeedDrawn: lambda _, _at: "",
    ev.FeedbackDrafted: lambda _, _at: "",
    ev.CheckEnded: _verdict,
    ev.RunEnded: _run,
    ev.WorkFlagged: _flag,
    ev.NoteAdded: _note,
    ev.IssueMarked: lambda event, at: f"{at.person} marks {event.issue} as {event.state}{remark(event.note)}",
    ev.FeedbackPrompted: lambda event, _: f"the feedback was prompted by {', '.join(event.items)}",
    ev.ReceptionObserved: lambda event, at: f"{at.person} sees the feedback {event.how}{remark(event.note)}",
}
