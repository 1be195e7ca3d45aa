"""Which panes stand side by side at which width: one below 100 columns, two from 100, three from 160."""

from enum import StrEnum
from typing import Final

TWO_COLUMNS_FROM: Final = 100
THREE_COLUMNS_FROM: Final = 160


class Pane(StrEnum):
    """A pane of the working screens, named as on its tab."""

    FEEDBACK = "Feedback"
    SPEC = "Spec"
    RULES = "Rules"
    CHECKS = "Checks"
    SAVES = "Saves"
    TALK = "Talk"


_READING: Final = (Pane.FEEDBACK, Pane.SPEC, Pane.RULES)
_STATE: Final = (Pane.CHECKS, Pane.SAVES, Pane.TALK)

Columns = tuple[tuple[Pane, ...], ...]


def columns(panes: tuple[Pane, ...], width: int) -> Columns:
    """The panes grouped by column; within a column one shows at a time."""
    if width < TWO_COLUMNS_FROM:
        return (panes,)
    groups = (_READING, _STATE) if width < THREE_COLUMNS_FROM else (_READING, (Pane.CHECKS,), (Pane.SAVES, Pane.TALK))
    present = [tuple(pane for pane in group if pane in panes) for group in groups]
    return tuple(group for group in present if group)


def visible(groups: Columns, wanted: tuple[Pane, ...]) -> tuple[Pane, ...]:
    """One pane per column: the most recently wanted one (`wanted`: newest first), else its first."""
    return tuple(next((pane for pane in wanted if pane in group), group[0]) for group in groups)
