"""Which session is to be watched: a forwarded socket, a named session, the only one, or one that a person picks."""

from argparse import Namespace
from pathlib import Path

from proctor.cli.choice import SeveralLive, chosen_session
from proctor.cli.clock_words import clock_line
from proctor.cli.door import Door, forwarded_door, local_door
from proctor.cli.overview import Summary, summaries, summary_of
from proctor.cli.parsing import session_words
from proctor.cli.standing import standing
from proctor.errors import ProctorError, UsageError
from proctor.link.launch import ensure_host
from proctor.record.store import SessionFolder, find_session, sessions_root
from proctor.session.phases import TITLES, Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.tui.cockpit.rows import SessionRow


def chosen_door(options: Namespace, who: str, *, may_ask: bool) -> Door | None:
    """The door to what is to be watched, its host running; None when a person was asked and left.

    Raises UsageError where the words name nothing that can be watched.
    """
    words = session_words(options)
    if options.socket is not None:
        if words:
            raise UsageError("--socket already says which session", hint="leave one out")
        return forwarded_door(Path(options.socket), who)
    folder = _folder(words, may_ask=may_ask)
    if folder is None:
        return None
    if summary_of(folder).phase is Phase.DONE:
        raise UsageError(
            f"session {folder.id} is over; there is nothing to watch",
            hint=f"proctor status {folder.id}, proctor diff {folder.id}, or proctor watch --rehearse {folder.id}",
        )
    return local_door(folder, ensure_host(folder.path).socket("interviewer"), "interviewer", who)


def _folder(words: str, *, may_ask: bool) -> SessionFolder | None:
    try:
        return chosen_session(words)
    except SeveralLive:
        if not may_ask:
            raise
    from proctor.tui import run_session_list  # noqa: PLC0415 drawing is slow to load, and mostly nothing is asked

    chosen = run_session_list(_rows(), _rows)
    return None if chosen is None else find_session(chosen, sessions_root())


def _rows() -> tuple[SessionRow, ...]:
    return tuple(_row(summary) for summary in summaries(sessions_root()) if summary.live)


def _row(summary: Summary) -> SessionRow:
    name, terms = summary.folder.id, summary.terms
    try:
        found = standing(summary.folder)
    except ProctorError as fault:
        return SessionRow(name, clock=str(fault))
    phase, _, clock = clock_line(found).partition(", ")
    return SessionRow(
        session=name,
        exercise=terms.exercise if terms else "",
        candidate=shown_line(terms.candidate) if terms else "",
        phase=TITLES[found.session.phase].upper() if phase else "",
        clock=clock,
        here=_here(found.session) if found.running else "no host",
    )


def _here(session: Session) -> str:
    """`Ada here, Grace watches`."""
    people = sorted({(one.role, shown_line(one.name) or "somebody") for one in session.present.values() if one.screen})
    return ", ".join(f"{name} {'here' if role == 'candidate' else 'watches'}" for role, name in people) or "nobody"
