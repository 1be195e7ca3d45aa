"""Which session is meant when none is named, or only its beginning."""

import os
from collections.abc import Mapping
from pathlib import Path

from proctor.cli.inside import session_here
from proctor.errors import UsageError
from proctor.link.inside import SESSION_VARIABLE, session_inside
from proctor.record.store import SessionFolder, find_session, sessions_root


class SeveralLive(UsageError):
    """No session was named, and more than one is live."""


def chosen_session(
    words: str, *, finished_too: bool = False, environment: Mapping[str, str] = os.environ, cwd: Path | None = None
) -> SessionFolder:
    """The session that `words` mean; without words the one around the caller, else the only live one.

    "Around" is what `PROCTOR_SESSION` names, or the session in whose folder the caller stands. With `finished_too`, for
    commands that only read, the newest finished session serves when none is live. Raises UsageError listing the choice.
    """
    inside = session_inside(environment)
    if inside is not None:
        return session_here(words, inside)
    here = cwd or Path.cwd()
    root = sessions_root(environment, here)
    if words:
        return find_session(words, root)
    around = _named_around(environment.get(SESSION_VARIABLE, ""), root) or _around(here)
    if around:
        return around
    from proctor.cli.overview import summaries  # noqa: PLC0415 slow to load, and most people name a session

    found = summaries(root)
    live = [summary for summary in found if summary.live]
    if len(live) == 1:
        return live[0].folder
    if live:
        ids = ", ".join(summary.folder.id for summary in live)
        raise SeveralLive(f"{len(live)} sessions are live; say which one is meant", hint=f"name one of: {ids}")
    finished = [summary for summary in found if summary.phase is not None]
    if finished and finished_too:
        return finished[0].folder
    if finished:
        ids = ", ".join(summary.folder.id for summary in finished[:5])
        raise UsageError("no session is live", hint=f"name a finished one ({ids}), or: proctor start EXERCISE")
    raise UsageError(f"there is no session in {root}", hint="start one: proctor start practice-rms-norm")


def recorded_place(words: str) -> Path:
    """What `words` mean that can be looked back at: a file that is there, before a session's folder.

    Without words the same session as `chosen_session` gives to commands that only read. Raises UsageError likewise.
    """
    file = Path(words).expanduser()
    return file if words and file.is_file() else chosen_session(words, finished_too=True).path


def _named_around(named: str, root: Path) -> SessionFolder | None:
    try:
        return find_session(named, root) if named else None
    except UsageError as error:
        raise UsageError(
            f"{SESSION_VARIABLE} is set, but: {error}", hint=f"name a session, or: unset {SESSION_VARIABLE}"
        ) from error


def _around(here: Path) -> SessionFolder | None:
    for folder in (here, *here.parents):
        session = SessionFolder(folder)
        if session.exists() and session.workspace.is_dir():
            return session
    return None
