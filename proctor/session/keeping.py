"""How long a session is kept, and how that reads: until when, who sees it, whom to ask for a copy or deletion."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from proctor.errors import UsageError
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.session.terms import LONGEST_KEPT_DAYS, Terms

USUAL_DAYS: Final = 180
"""For an exercise that is no practice, unless something else is agreed."""
_DAYS: Final = re.compile(r"(\d{1,6})\s*(?:d|day|days)?", re.ASCII | re.IGNORECASE)
_NOBODY: Final = "the person who invited you"


def parse_keep_days(words: str) -> int:
    """Days of `180d` or `180`, 0 for no date at all; raises UsageError for anything else."""
    found = _DAYS.fullmatch(words.strip())
    if found is None or int(found[1]) > LONGEST_KEPT_DAYS:
        raise UsageError(
            f"{words!r} is no number of days up to {LONGEST_KEPT_DAYS}",
            hint="write it like 180d; 0 means until somebody deletes it",
        )
    return int(found[1])


def kept_until(terms: Terms, since_utc: str) -> date | None:
    """The last day (UTC) on which a session that ended at `since_utc` is kept; None while there is no such day."""
    try:
        since = datetime.fromisoformat(since_utc)
        return (since.astimezone(UTC) + timedelta(days=terms.keep_days)).date() if terms.keep_days else None
    except (ValueError, OverflowError):
        return None


def is_past(until: date | None, now: datetime) -> bool:
    """Whether the day until which something is kept is over, by UTC; the day itself is not."""
    return until is not None and now.astimezone(UTC).date() > until


def day_text(day: date) -> str:
    """`29 May 2027`."""
    return f"{day.day} {day:%B %Y}"


def keeping_lines(session: Session, name: str) -> tuple[str, ...]:
    """What becomes of the session called `name`, before it and after it; a command to type is on a line of its own."""
    terms = session.terms
    over = session.phase is Phase.DONE
    until = kept_until(terms, session.phase_since_utc if over else session.at_utc)
    kept = _kept_line(terms, until, over=over)
    return (kept, _seen_line(terms), _copy_line(terms, name, over=over), _deletion_line(terms, name))


def whom_to_ask(terms: Terms) -> str:
    """The contact that was named, else the one whom every candidate knows."""
    return shown_line(terms.contact) or _NOBODY


def _kept_line(terms: Terms, until: date | None, *, over: bool) -> str:
    if until is None:
        return "Kept on this machine until somebody deletes it."
    if over:
        return f"Kept until {day_text(until)}, and then to be deleted."
    days = "1 day" if terms.keep_days == 1 else f"{terms.keep_days} days"
    return f"Kept for {days} after the end (until {day_text(until)} if that is today), and then to be deleted."


def _seen_line(terms: Terms) -> str:
    if terms.practice:
        return "Seen by whoever uses this account; it leaves this machine only if somebody exports it."
    return "Seen by the interviewers of this session, and by reviewers to whom they hand it."


def _copy_line(terms: Terms, name: str, *, over: bool) -> str:
    when = "" if over else ", once it is over"
    elsewhere = "" if terms.practice else f" (where you cannot type this: ask {whom_to_ask(terms)})"
    return f"Your own copy{when}{elsewhere}:\n  proctor export {name} --candidate-copy"


def _deletion_line(terms: Terms, name: str) -> str:
    if terms.practice and not terms.contact:
        return f"To have it deleted: proctor purge {name}"
    return f"To have it deleted: ask {whom_to_ask(terms)}."
