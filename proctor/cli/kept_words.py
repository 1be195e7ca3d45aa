"""What interviewers kept, as plain lines. Never for a candidate's eyes."""

from collections.abc import Iterator

from proctor.cli.clock_words import local_time
from proctor.cli.kept import Hidden, Issue, Note, Observed
from proctor.cli.render import wrapped
from proctor.session.events import FeedbackDrafted
from proctor.session.plain_text import shown_line


def note_lines(notes: list[Note]) -> Iterator[str]:
    """Notes, oldest first, with time, author, tag and place."""
    for note in notes:
        tag = f" ({shown_line(note.tag)})" if note.tag else ""
        where = f" at {shown_line(note.where)}" if note.where else ""
        first = f"{local_time(note.at_utc, seconds=True)}  {shown_line(note.who)}{tag}{where}: "
        yield from wrapped(note.text, first=first, rest="          ")
    if not notes:
        yield "No notes yet. Write one: proctor note TEXT [--tag TAG]"


def issue_lines(issues: list[Issue]) -> Iterator[str]:
    """The ledger of known issues."""
    for issue in issues:
        when = f" ({local_time(issue.at_utc)}, {shown_line(issue.who)})" if issue.at_utc else ""
        yield from wrapped(f"{issue.title}{when}", first=f"{issue.state:<7} {issue.id}: ", rest="        ")
        for label, text in (("note", issue.note), ("hint", issue.hint), ("fix", issue.fix)):
            if text:
                yield from wrapped(text, first=f"        {label}: ", rest="          ")
    if issues:
        yield "Mark one: proctor issue ID found, hinted, missed or open"
    else:
        yield "This exercise has no known issues here."


def observed_lines(seen: list[Observed]) -> Iterator[str]:
    """How the feedback was taken."""
    for one in seen:
        note = f": {shown_line(one.note)}" if one.note else ""
        yield f"{local_time(one.at_utc, seconds=True)}  {shown_line(one.who)}: {one.how}{note}"
    if not seen:
        yield "Nothing was observed yet: proctor observe understood, questioned, acted-on or ignored"


def hidden_lines(checks: list[Hidden]) -> Iterator[str]:
    """Hidden checks and what they say of the newest work."""
    for check in checks:
        shown = ", shown to the candidate" if check.revealed else ""
        yield from wrapped(f"{check.promise} ({check.id}{shown})", first=f"{check.verdict or 'NOT RUN'}: ", rest="    ")
    yield "Show one to the candidate: proctor reveal ID" if checks else "This exercise has no hidden checks here."


def draft_lines(draft: FeedbackDrafted) -> Iterator[str]:
    """Feedback that is being written."""
    yield from wrapped(draft.strength or "(nothing yet)", first="Strength: ", rest="  ")
    yield from wrapped(draft.improvement or "(nothing yet)", first="Area for improvement: ", rest="  ")
