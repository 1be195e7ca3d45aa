"""What stands above the picture of a terminal, and what stands in its place while there is none."""

from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.screen import Screen
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.mirror.fit import Fit


def name_of(session: Session | None) -> str:
    """The candidate, by name where there is one."""
    named = shown_line(session.terms.candidate) if session is not None else ""
    return named or "The candidate"


def heading(fit: Fit, *, led: bool, live: bool) -> str:
    """The size, and which part is in sight; `led`: the part follows the cursor, `live`: the candidate sees it too."""
    size = f"{fit.columns}x{fit.lines}" + ("" if live else ", as last seen")
    if fit.whole:
        return size
    parts = []
    if fit.seen_columns < fit.columns:
        parts.append(f"columns {fit.left + 1}-{fit.left + fit.seen_columns}")
    if fit.seen_lines < fit.lines:
        parts.append(f"rows {fit.top + 1}-{fit.top + fit.seen_lines}")
    how = "follows the cursor" if led else "Home follows the cursor"
    return f"{size}: {', '.join(parts)}; {how}"


def no_picture(session: Session | None, picture: Screen) -> str:
    """Why there is nothing to be seen, and where something is; empty when there is a picture."""
    if session is None:
        return "Not connected yet."
    if session.terms.screen != "off" and picture.columns:
        return ""
    return f"{_why(session)} Files has every save, also those made elsewhere."


def _why(session: Session) -> str:
    if session.terms.screen == "off":
        return "It was agreed that no picture of the terminal is shown."
    if session.phase is Phase.DONE:
        return "The session is over, and its terminal is gone."
    name = name_of(session)
    if session.sight.away_since_s is not None:
        since = local_time(session.at_utc, seconds=session.sight.away_since_s - session.t_s)
        return f"{name}'s terminal is away since {since}."
    if session.sight.window:
        return f"{name} has not opened the editor's window yet."
    return f"{name} works without tmux, so there is no picture of the editor."
