"""Which panes there are, and which of them are in sight. Pure."""

from typing import Final

SIDE_BY_SIDE_FROM: Final = 120
"""Columns from which checks and events stand beside the code."""
CODE, CHECKS, EVENTS, TERMINAL, FEEDBACK = "Code", "Checks", "Events", "Terminal", "Feedback"
PANES: Final = (CODE, CHECKS, EVENTS, TERMINAL)
"""In the order of their number keys."""
IDS: Final = {CODE: "code", CHECKS: "checks", EVENTS: "events", TERMINAL: "terminal", FEEDBACK: "before-after"}
_SIDE: Final = (CHECKS, EVENTS)


def in_sight(front: str, main: str, *, wide: bool) -> tuple[str, ...]:
    """The panes in sight where `front` has the keys and `main` is the last one of the left side that had them."""
    if front == FEEDBACK or not wide:
        return (front,)
    return (main, *_SIDE)


def next_pane(front: str, step: int) -> str:
    """The pane after this one, or before."""
    if front not in PANES:
        return CODE
    return PANES[(PANES.index(front) + step) % len(PANES)]
