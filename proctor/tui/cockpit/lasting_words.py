"""The one lasting state that matters most to who watches."""

from collections.abc import Iterator

from proctor.session.durations import clock_text
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import WatchView
from proctor.tui.notices import Notice


def lasting(watch: WatchView, t_s: float) -> Notice | None:
    """As a full-width line; None when all is as usual."""
    if watch.shared.lost:
        return Notice(watch.shared.lost, "error")
    said = next(_states(watch.session, t_s), None) if watch.session is not None else None
    if said is None and ":" in watch.notice:  # its first word is always in sight, above
        return Notice(shown_line(watch.notice), "warning")
    return said


def _states(session: Session, t_s: float) -> Iterator[Notice]:
    focus = session.focus.now
    if focus is not None:
        left = clock_text(focus.left_s(t_s))
        yield Notice(f"FOCUS {left}: nobody watches. Saves go on; you see them afterwards.", "warning")
    if session.pause is not None:
        name = session.terms.candidate or "the candidate"
        who = name if session.pause.by == "candidate" else f"the {session.pause.by}"
        note = f": {session.pause.note}" if session.pause.note else ""
        since = local_time(session.at_utc, seconds=session.pause.since_s - session.t_s)
        yield Notice(
            shown_line(f"PAUSED by {who} ({session.pause.reason}{note}) since {since}. p lets the clock run."),
            "warning",
        )
    if session.board.last_fault:
        yield Notice(f"The checks broke, and that is ours: {shown_line(session.board.last_fault)}", "warning")
    if session.polling:
        yield Notice(f"Saves are noticed with a delay: {shown_line(session.polling)}", "warning")
