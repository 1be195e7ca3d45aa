"""Where a session's sockets lie: a short path per session in a private runtime folder, one sub-folder per role.

Socket paths are limited to about 104 bytes, so they cannot lie in the session's own folder. Each role's socket has a
folder of its own, so that one can be handed into a sandbox without the other.
"""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.errors import EnvironmentFault
from proctor.session.events import Role

NOTE: Final = "runtime"
"""The file in a session's folder that says where its running host listens."""

MAX_SOCKET_PATH_BYTES: Final = 103
"""macOS takes no more; Linux takes 107."""

_PRIVATE: Final = 0o700
_OTHERS_MAY_WRITE: Final = 0o022
_HINT: Final = "set PROCTOR_RUNTIME to a short path of a folder of your own"


@dataclass(frozen=True, slots=True)
class Places:
    """The runtime folder of one session."""

    root: Path

    def socket(self, role: Role) -> Path:
        """The socket of a role."""
        return self.root / ("c" if role == "candidate" else "i") / "s"

    @property
    def engine(self) -> Path:
        """Where this session's check engine listens, unless `PROCTOR_ENGINE` names another."""
        named = os.environ.get("PROCTOR_ENGINE")
        return Path(named) if named else self.root / "e" / "s"

    @property
    def shared_engine(self) -> bool:
        """Whether the check engine serves other sessions too."""
        return bool(os.environ.get("PROCTOR_ENGINE"))

    @property
    def tmux(self) -> Path:
        """The private tmux server's socket."""
        return self.root / "t" / "s"

    def announce(self, session_folder: Path) -> None:
        """Leave word in the session's folder of where its host listens."""
        (session_folder / NOTE).write_text(str(self.root), encoding="utf-8")

    def remove(self) -> None:
        """Take the folders of a session that is over away; `make` would bring them back."""
        shutil.rmtree(self.root, ignore_errors=True)

    def make(self) -> None:
        """Create the folders, private to this account; refuses a place where others could interfere, or too long."""
        if len(os.fsencode(self.socket("candidate"))) > MAX_SOCKET_PATH_BYTES:
            raise EnvironmentFault(f"{self.root} is too long a path for sockets", hint=_HINT)
        if stat.S_IMODE(_own(self.root.parent).st_mode) & _OTHERS_MAY_WRITE:
            raise EnvironmentFault(f"others may write in {self.root.parent}", hint=_HINT)
        for folder in (self.root, *(self.root / name for name in "ciet")):
            if stat.S_IMODE(_own(folder).st_mode) != _PRIVATE:
                folder.chmod(_PRIVATE)


def places_of(session_folder: Path) -> Places:
    """Where the session's host listens: where the present one says, else where this environment would put it.

    The note matters because the runtime folder depends on the environment (a login by SSH may have another one).
    """
    try:
        noted = Path((session_folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return fresh_places(session_folder)
    return Places(noted) if noted.is_absolute() else fresh_places(session_folder)


def fresh_places(session_folder: Path) -> Places:
    """Where a host started now would listen."""
    digest = hashlib.sha256(os.fsencode(session_folder.resolve())).hexdigest()[:12]
    return Places(_runtime_root() / digest)


def passing_places() -> Places:
    """A runtime folder for one command that serves no session; its caller makes it and removes it."""
    return Places(_runtime_root() / f"x{secrets.token_hex(5)}")


def _runtime_root() -> Path:
    named = os.environ.get("PROCTOR_RUNTIME")
    if named:
        return Path(named).absolute()
    user_runtime = os.environ.get("XDG_RUNTIME_DIR")
    if user_runtime and Path(user_runtime).is_dir() and os.access(user_runtime, os.W_OK):
        return Path(user_runtime) / "proctor"
    return Path(tempfile.gettempdir()) / f"proctor-{os.getuid()}"


def _own(folder: Path) -> os.stat_result:
    """The folder, made if need be; never a link, never somebody else's."""
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise EnvironmentFault(f"{folder} cannot be made a folder: {error.strerror}", hint=_HINT) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise EnvironmentFault(f"{folder} is not a folder of your own", hint=_HINT)
    return found
