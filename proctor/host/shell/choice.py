"""Which editor and which shell a window can start: the candidate's own, if they exist where the window looks."""

import os
import shlex
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_EDITORS: Final = ("vim", "vi", "nano")
_SHELLS: Final = ("/bin/bash", "/bin/sh")

Visible = Callable[[str], bool]
"""Whether a path of the host is the same file inside."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`editor` is a command as a shell reads it, empty for none; `word` says what could not be had."""

    editor: str
    shell: str
    word: str = ""


def choose(offered: Mapping[str, str], path: str, visible: Visible) -> Choice:
    """What a window starts; nobody who named no editor gets one, since a shell is what they expect."""
    shell = offered.get("SHELL", "")
    if not (shell and _runs(shell, path, visible)):
        shell = next((known for known in _SHELLS if _runs(known, path, visible)), "/bin/sh")
    named = (offered.get("VISUAL") or offered.get("EDITOR") or "").strip()
    if not named or _runs(_program(named), path, visible):
        return Choice(named, shell)
    other = next((known for known in _EDITORS if _runs(known, path, visible)), "")
    return Choice(other, shell, f"Your editor {named!r} is not on this machine's system; this is {other or 'a shell'}.")


def search_path(first: Iterable[str], offered: str, visible: Visible) -> str:
    """A `PATH` of folders that exist inside: ours, the candidate's own, the system's."""
    system = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/games")
    own = (part for part in offered.split(os.pathsep) if part.startswith("/") and visible(part))
    return os.pathsep.join(dict.fromkeys((*first, *own, *system)))


def seen_below(roots: Iterable[str]) -> Visible:
    """What is visible when only `roots` are, also behind the links that lead to it."""
    above = tuple(Path(os.path.realpath(root)) for root in roots)

    def visible(path: str) -> bool:
        real = Path(os.path.realpath(path))
        # Path.exists raises where a folder may not be looked into.
        return os.path.exists(real) and any(real.is_relative_to(root) for root in above)  # noqa: PTH110

    return visible


def _program(command: str) -> str:
    try:
        return shlex.split(command)[0]
    except (ValueError, IndexError):
        return ""


def _runs(program: str, path: str, visible: Visible) -> bool:
    found = shutil.which(program, path=path) if program else None
    return found is not None and visible(found)
