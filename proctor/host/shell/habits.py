"""A candidate's own editor settings, as far as they are small, plain and hold no secrets by their nature.

They come from the home of the account that the host runs under, never from a folder that a client names. Start files
of shells and git's settings are left out: people keep tokens in them.
"""

import os
import pwd
import stat
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 64 << 10
_FILES: Final = (
    ".vimrc", ".vim/vimrc", ".nanorc", ".inputrc", ".editorconfig",
    ".config/nvim/init.vim", ".config/nvim/init.lua", ".config/nano/nanorc", ".config/helix/config.toml",
)  # fmt: skip


def habits(home: Path | None = None) -> dict[str, str]:
    """Path below the home to content, for each of the settings files that are there."""
    root = home or _own_home()
    if root is None:
        return {}
    found = {name: _text(root / name) for name in _FILES}
    return {name: text for name, text in found.items() if text}


def _own_home() -> Path | None:
    """None for an account that is a number without a name, as in a container."""
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return None


def _text(path: Path) -> str:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES or status.st_uid != os.getuid():
            return ""
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
