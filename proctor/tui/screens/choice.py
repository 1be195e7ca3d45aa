"""Which screen belongs to which phase."""

from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.tui.screens.phase_screen import PhaseScreen


def screen_for(session: Session | None) -> type[PhaseScreen]:
    """The screen's class; without a session yet, the bare shell. Each phase's screen is loaded when first needed."""
    if session is None:
        return PhaseScreen
    if session.phase is Phase.LOBBY:
        from proctor.tui.screens.lobby import LobbyScreen  # noqa: PLC0415 only what this phase needs

        return LobbyScreen
    if session.phase is Phase.FEEDBACK:
        from proctor.tui.screens.feedback import FeedbackScreen  # noqa: PLC0415 only what this phase needs

        return FeedbackScreen
    if session.phase is Phase.DONE:
        from proctor.tui.screens.done import DoneScreen  # noqa: PLC0415 only what this phase needs

        return DoneScreen
    from proctor.tui.screens.work import RevisionScreen, WorkScreen  # noqa: PLC0415 only what this phase needs

    return WorkScreen if session.phase is Phase.WORK else RevisionScreen
