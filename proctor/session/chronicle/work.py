"""Saves and what the checks say of them, in words. A verdict that is the same as before says nothing new."""

from typing import Final

from proctor.session import events as ev
from proctor.session.chronicle.happening import Happening, Table, remark, short
from proctor.session.plain_text import shown_line
from proctor.session.verdicts import Verdict


def _tour(event: ev.TourChecked, _at: Happening) -> str:
    return f"The scratch file of the lobby was checked: {event.verdict}"


def _taken(event: ev.SnapshotTaken, _at: Happening) -> str:
    paths = shown_line(", ".join(event.paths))
    late = ", late: kept, not counted" if event.late else ""
    return f"Saved {short(event.commit)}: {paths or 'nothing changed'} (+{event.added} -{event.deleted}{late})"


def _late(event: ev.LateEditsKept, _at: Happening) -> str:
    if not event.paths:
        return "The revision starts from the submitted work"
    return (
        f"The revision starts from the submitted work; later edits were set aside: {shown_line(', '.join(event.paths))}"
    )


def verdict_line(event: ev.CheckEnded, before: Verdict | None) -> str:
    """A check's verdict in words; empty if it is the same as `before`."""
    if before == event.verdict:
        return ""
    why = "" if event.verdict is Verdict.PASS else remark(event.message)
    return f"{event.verdict} {event.check}{why}"


def _verdict(event: ev.CheckEnded, at: Happening) -> str:
    known = at.session.board.results.get(event.check) if at.session else None
    return verdict_line(event, known.verdict if known else None)


def run_line(event: ev.RunEnded, at: Happening) -> str:
    """What a run came to; empty for one that a newer save overtook."""
    if event.fault:
        return f"The checks could not be run on {short(event.commit)}{remark(event.fault)}"
    if event.superseded or at.session is None:
        return ""
    board = at.session.board
    return f"Checks of {short(event.commit)}: {board.holding()} of {len(board.checks)} hold"


TABLE: Final[Table] = {
    ev.TourChecked: _tour,
    ev.SnapshotTaken: _taken,
    ev.SnapshotTagged: lambda event, _: f"Snapshot {short(event.commit)} counts as {event.tag}",
    ev.LateEditsKept: _late,
    ev.FileRestored: lambda event, at: f"{at.person} brought {shown_line(event.path)} back from {short(event.commit)}",
    ev.RunStarted: lambda _, _at: "",
    ev.CheckEnded: _verdict,
    ev.RunEnded: run_line,
}
