"""The screens of the two timed phases."""

from proctor.tui.arrangement import Pane
from proctor.tui.screens.paned import PanedScreen


class WorkScreen(PanedScreen):
    """WORK: the specification beside the checks."""

    PANES = (Pane.SPEC, Pane.RULES, Pane.CHECKS, Pane.SAVES, Pane.TALK)


class RevisionScreen(PanedScreen):
    """REVISION: the same, with the feedback first."""

    PANES = (Pane.FEEDBACK, Pane.SPEC, Pane.RULES, Pane.CHECKS, Pane.SAVES, Pane.TALK)
