"""What the screen says during focus time."""

import math
from typing import Final

from proctor.session.durations import clock_text
from proctor.session.state import Session

_BY_SECONDS_S: Final = 60.0
_STEP_S: Final = 5
"""Before the last minute the countdown goes in steps: each one is painted over the candidate's line."""

FOCUS_WORDS: Final = ": nobody watches; saves and checks go on. o ends it."


def focus_left_text(session: Session | None, t_s: float) -> str:
    """`FOCUS 4:15`, as wide all the time; empty while there is none."""
    focus = session.focus.now if session is not None else None
    if focus is None:
        return ""
    left_s = focus.left_s(t_s)
    if left_s > _BY_SECONDS_S:
        left_s = math.ceil(left_s / _STEP_S) * _STEP_S
    return f"FOCUS {clock_text(left_s).rjust(len(clock_text(focus.until_s - focus.since_s)))}"
