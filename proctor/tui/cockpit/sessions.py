"""The list of running sessions, to choose one from."""

from collections.abc import Callable

from proctor.tui.cockpit.rows import SessionRow


def choose_session(rows: tuple[SessionRow, ...], refresh: Callable[[], tuple[SessionRow, ...]]) -> str | None:
    """The chosen session's name; None when the person leaves."""
    raise NotImplementedError
