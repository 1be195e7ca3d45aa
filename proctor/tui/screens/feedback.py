"""The screen between work and revision: frozen work, walk-through, then the feedback."""

from proctor.tui.arrangement import Pane
from proctor.tui.screens.paned import PanedScreen


class FeedbackScreen(PanedScreen):
    """FEEDBACK: what is awaited, and the work to look at meanwhile."""

    PANES = (Pane.FEEDBACK, Pane.CHECKS, Pane.SAVES, Pane.SPEC, Pane.RULES, Pane.TALK)
