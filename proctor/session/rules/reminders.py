"""When people are reminded of the end."""

from typing import Final

from proctor.session.clock import PhaseClock
from proctor.session.rules.refusal import SLACK_S
from proctor.session.state import Session

_REMINDERS: Final = ((1800.0, 1 / 2), (900.0, 1 / 4), (300.0, 1 / 12))
"""30, 15 and 5 minutes, or this share of a shorter phase."""

EDITOR_WARNINGS_S: Final = (120.0, 30.0)
"""When the editor's own window warns to save."""


def reminder_marks_s(limit_s: float) -> tuple[float, ...]:
    """The reminders of a phase, in seconds before its end, largest first.

    30, 15 and 5 min from an hour on; in shorter phases the same shares of it, rounded to half minutes; then the two
    editor warnings. Marks that do not fit into the phase are left out.
    """
    scaled = [min(mark_s, round(limit_s * share / 30.0) * 30.0) for mark_s, share in _REMINDERS]
    marks = {mark_s for mark_s in (*scaled, *EDITOR_WARNINGS_S) if 0 < mark_s < limit_s}
    return tuple(sorted(marks, reverse=True))


def reminded_after(session: Session, clock: PhaseClock) -> float:
    """Which reminder counts as given when `clock` takes the place of the session's: marks still ahead ring again."""
    remaining_s = clock.remaining_at_s(session.t_s)
    passed = [mark_s for mark_s in reminder_marks_s(clock.limit_s) if mark_s + SLACK_S >= remaining_s]
    return min(passed, default=float("inf"))
