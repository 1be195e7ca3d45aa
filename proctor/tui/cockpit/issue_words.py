"""The ledger of known issues: how far the candidate is with each, since when, and what there is to know about it."""

from textual.content import Content

from proctor.session.events import IssueMarked
from proctor.session.material import KnownIssue
from proctor.session.plain_text import shown, shown_line
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.entries import Entry
from proctor.tui.cockpit.view import WatchView
from proctor.tui.shapes import Mark
from proctor.tui.widgets.view_text import stacked

_MARKS = {
    "found": Mark("FOUND", "✓", "+", "$text-success"),
    "hinted": Mark("HINTED", "»", ">", "$text-warning"),
    "missed": Mark("MISSED", "✗", "x", "$text-error"),
    "open": Mark("OPEN", ".", ".", "$foreground"),
}
_CELLS = 9


def issue_facts(watch: WatchView) -> tuple[object, ...]:
    """All that the pane reads."""
    return watch.material, watch.observations.issues, watch.observations.prompted


def issue_lead(watch: WatchView) -> Content:
    """How many are found, and how to mark one."""
    issues = watch.material.issues
    if not issues:
        return Content("This exercise has no known issues.")
    found = sum(_state(watch, issue.id) == "found" for issue in issues)
    return Content(f"{found} of {len(issues)} found. Enter marks the one under the cursor; nothing of it is shown.\n")


def issue_entries(watch: WatchView) -> tuple[Entry, ...]:
    """A row and its detail for each known issue."""
    return tuple(_entry(watch, issue) for issue in watch.material.issues)


def _state(watch: WatchView, issue: str) -> str:
    noted = watch.observations.issues.get(issue)
    return noted.event.state if noted is not None and isinstance(noted.event, IssueMarked) else "open"


def _entry(watch: WatchView, issue: KnownIssue) -> Entry:
    mark = _MARKS[_state(watch, issue.id)]
    noted = watch.observations.issues.get(issue.id)
    when = local_time(noted.at_utc) if noted is not None else ""
    row = Content.assemble(
        (mark.text(ascii_only=watch.shared.ascii_only).ljust(_CELLS), f"bold {mark.style}"),
        (f"{when:<5}  ", "$text-muted"),
        shown_line(issue.title),
    )
    lines: list[Content | str] = [Content.styled(shown_line(issue.title), "bold"), _standing(watch, issue)]
    for label, text in (("", issue.text), ("Hint", issue.hint), ("Fix", issue.fix), ("Moves", issue.metric)):
        if text:
            lines += ["", *([Content.styled(label, "bold")] if label else []), shown(text).strip()]
    return Entry(issue.id, row, stacked(lines))


def _standing(watch: WatchView, issue: KnownIssue) -> Content:
    noted = watch.observations.issues.get(issue.id)
    prompted = ", prompted by feedback" if issue.id in watch.observations.prompted else ""
    if noted is None or not isinstance(noted.event, IssueMarked):
        return Content.styled(f"{issue.id}: not marked yet{prompted}", "$text-muted")
    by = f" by {shown_line(noted.who)}" if noted.who else ""
    when = local_time(noted.at_utc, with_seconds=True)
    note = f": {shown_line(noted.event.note)}" if noted.event.note else ""
    return Content.styled(f"{issue.id}: {noted.event.state} at {when}{by}{prompted}{note}", "$text-muted")
