"""Where sessions live on disk, what lies in a session's folder, and how a person's words find one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.errors import RecordError, UsageError
from proctor.home import checkout
from proctor.record.disk import sync_folder

SESSIONS_VARIABLE: Final = "PROCTOR_SESSIONS"
_PRIVATE_FOLDER: Final = 0o700


@dataclass(frozen=True, order=True)
class SessionFolder:
    """The folder of one session; its name is the session's id."""

    path: Path

    @property
    def id(self) -> str:
        """The session's id."""
        return self.path.name

    @property
    def workspace(self) -> Path:
        """The candidate's files."""
        return self.path / "workspace"

    @property
    def record(self) -> Path:
        """The bare repository of snapshots."""
        return self.path / "record.git"

    @property
    def events(self) -> Path:
        """The shared journal."""
        return self.path / "events.jsonl"

    @property
    def private(self) -> Path:
        """The interviewers' journal."""
        return self.path / "private.jsonl"

    @property
    def seals(self) -> Path:
        """What the record was when it was sealed, a line for each time."""
        return self.path / "seals.jsonl"

    @property
    def cards(self) -> Path:
        """The folder of score cards, a file for each person who rates."""
        return self.path / "cards"

    @property
    def screen(self) -> Path:
        """What the candidate's terminal showed."""
        return self.path / "screen"

    @property
    def exercise(self) -> Path:
        """The exercise as it was used."""
        return self.path / "exercise"

    @property
    def host_log(self) -> Path:
        """What the host process said about itself."""
        return self.path / "host.log"

    @property
    def runtime(self) -> Path:
        """What exists only while a host lives."""
        return self.path / "runtime"

    def exists(self) -> bool:
        """Whether a session was created here."""
        return self.events.is_file()


def sessions_root(environment: Mapping[str, str] = os.environ, cwd: Path | None = None) -> Path:
    """Return the folder of all sessions.

    `PROCTOR_SESSIONS`, else `sessions/` of proctor's checkout, else a folder in the user's home.
    """
    named = environment.get(SESSIONS_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    home = checkout("exercises", "sessions", environment=environment, cwd=cwd)
    if home is not None:
        return home / "sessions"
    return Path("~/.local/share/proctor/sessions").expanduser()


def create_session(root: Path, session_id: str) -> SessionFolder:
    """Make the empty folder of a new session, for its owner alone.

    Raises: UsageError if the id is no plain name; RecordError if it is taken or the folder cannot be made.
    """
    if not session_id or session_id.startswith(".") or "/" in session_id or not session_id.isprintable():
        raise UsageError(f"{session_id!r} cannot name a session", hint="Use letters, digits and dashes.")
    folder = SessionFolder(root / session_id)
    try:
        root.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        folder.path.mkdir(mode=_PRIVATE_FOLDER)
        for part in (folder.workspace, folder.screen):
            part.mkdir(mode=_PRIVATE_FOLDER)
        sync_folder(root)
    except OSError as fault:
        if isinstance(fault, FileExistsError) and root.is_dir():
            raise RecordError(f"there is already a session {session_id} in {root}", hint="Join it instead.") from None
        raise RecordError(
            f"cannot create {folder.path}: {fault.strerror}", hint=f"Set {SESSIONS_VARIABLE} to a folder of yours."
        ) from fault
    return folder


def list_sessions(root: Path) -> tuple[SessionFolder, ...]:
    """Return all sessions under `root`, by id; a missing root holds none. Raises: RecordError if it is unreadable."""
    try:
        folders = [SessionFolder(path) for path in root.iterdir()]
    except FileNotFoundError:
        return ()
    except OSError as fault:
        raise RecordError(
            f"cannot look into {root}: {fault.strerror}", hint=f"Set {SESSIONS_VARIABLE} to a folder of yours."
        ) from fault
    # A name with a dot in front is no session's: something of ours that is half done, such as a purge.
    return tuple(sorted(folder for folder in folders if not folder.id.startswith(".") and folder.exists()))


def find_session(words: str, root: Path) -> SessionFolder:
    """Return the session that `words` mean: its id, the only id that begins or ends so, or the path of its folder.

    Raises: UsageError if there is none, or several ids begin so (the hint lists them).
    """
    if "/" in words or words in {".", ".."}:
        return _at_path(Path(words).expanduser().absolute())
    sessions = list_sessions(root)
    matching = (
        [folder for folder in sessions if folder.id == words]
        or [folder for folder in sessions if words and folder.id.startswith(words)]
        or [folder for folder in sessions if words and folder.id.endswith(words)]
    )
    if len(matching) == 1:
        return matching[0]
    if matching:
        ids = ", ".join(folder.id for folder in matching)
        raise UsageError(f"{len(matching)} sessions begin or end with {words!r}", hint=f"Say more of one of: {ids}")
    hint = "See what there is with: proctor sessions" if sessions else "Start one with: proctor start EXERCISE"
    raise UsageError(f"no session {words!r} in {root}", hint=hint)


def _at_path(path: Path) -> SessionFolder:
    folder = SessionFolder(Path(os.path.normpath(path)))
    if not folder.exists():
        raise UsageError(
            f"{folder.path} is not a session's folder", hint="Give the folder that holds events.jsonl, or an id."
        )
    return folder
